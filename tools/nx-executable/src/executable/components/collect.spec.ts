import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { collectComponents, contentsOf } from './collect.ts';
import type { Metafile } from './sources/npm-packages.ts';

describe('what is inside an executable', () => {
  let workspaceRoot: string;
  const write = (name: string, text: string | object) => {
    mkdirSync(dirname(join(workspaceRoot, name)), { recursive: true });
    writeFileSync(join(workspaceRoot, name), typeof text === 'string' ? text : JSON.stringify(text));
  };
  const metafileOf = (...files: string[]): Metafile => ({
    inputs: Object.fromEntries(files.map((file) => [file, { imports: [] }])),
    outputs: { 'out.js': { inputs: Object.fromEntries(files.map((file) => [file, { bytesInOutput: 1 }])) } },
  });
  const sources = (...files: string[]) => ({
    workspaceRoot,
    product: { name: 'product', version: '1.0.0' },
    metafiles: [metafileOf(...files)],
    nodeExecutable: process.execPath,
    nodeLicence: join(workspaceRoot, 'node-licence'),
    extra: ['extra/list.json'],
  });

  beforeEach(() => {
    workspaceRoot = mkdtempSync(join(tmpdir(), 'contents-'));
    write('package.json', { name: 'root', license: 'MIT' });
    write('LICENSE', 'our text: permission is granted');
    write('node-licence', 'the text of Node');
    write('apps/api/package.json', { name: '@root/api', version: '1.0.0' });
    write('apps/api/main.ts', '');
    write('extra/list.json', [{ name: 'font', version: '2', licence: 'OFL-1.1', texts: ['font.txt'] }]);
    write('extra/font.txt', 'the text of the font');
  });
  afterEach(() => rmSync(workspaceRoot, { recursive: true }));

  it('is the packages, our own parts under our own licence, Node and what was named', async () => {
    write('node_modules/one/package.json', { name: 'one', version: '3.0.0', license: 'ISC' });
    const { product, components } = await contentsOf(sources('apps/api/main.ts', 'node_modules/one/index.js'));
    expect(components.map(({ name, licence, own }) => [name, licence, own])).toEqual([
      ['@root/api', 'MIT', true],
      ['font', 'OFL-1.1', false],
      ['node', 'MIT', false],
      ['one', 'ISC', false],
    ]);
    expect([...product.uses]).toEqual(components.map(({ purl }) => purl));
    const { licences } = await collectComponents(sources('apps/api/main.ts', 'node_modules/one/index.js'));
    expect(licences).toMatch('the text of the font');
    expect(licences).toMatch('Permission to use, copy, modify, and/or distribute this software');
  });

  it('is refused with the names of all that have no licence or no text', async () => {
    write('node_modules/one/package.json', { name: 'one', version: '3.0.0', license: 'UNLICENSED' });
    write('node_modules/two/package.json', { name: 'two', version: '4.0.0', license: 'Secret-1.0' });
    await expect(contentsOf(sources('node_modules/one/index.js', 'node_modules/two/index.js'))).rejects.toThrow(
      [
        'Not everything inside the executable may be given away:',
        'one 3.0.0 names no licence. Leave it out, or ask its authors.',
        'two 4.0.0 is under "Secret-1.0", but has no licence file, and SPDX publishes no text of that name.',
      ].join('\n'),
    );
  });

  it('does not depend on the folder', async () => {
    const first = await collectComponents(sources('apps/api/main.ts'));
    expect(first.licences + first.sbom).not.toContain(workspaceRoot);
  });
});
