import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { npmPackages, type Metafile } from './npm-packages.ts';

describe('the packages of a bundle', () => {
  let root: string;
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  const writePackage = (folder: string, manifest: object) =>
    write(`${folder}/package.json`, JSON.stringify({ version: '1.0.0', license: 'MIT', ...manifest }));
  const metafile = (files: Record<string, { bytes?: number; imports?: string[] }>): Metafile => ({
    inputs: Object.fromEntries(
      Object.entries(files).map(([path, { imports = [] }]) => [
        path,
        { imports: imports.map((used) => ({ path: used })) },
      ]),
    ),
    outputs: {
      'out.js': {
        inputs: Object.fromEntries(
          Object.entries(files).map(([path, { bytes = 1 }]) => [path, { bytesInOutput: bytes }]),
        ),
      },
    },
  });
  const find = (...metafiles: Metafile[]) => npmPackages(metafiles, root);

  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'packages-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  it('are those that left a byte in it, with who imports whom', () => {
    for (const name of ['one', 'two', 'shaken']) writePackage(`node_modules/${name}`, { name });
    const found = find(
      metafile({
        'node_modules/one/a.js': { imports: ['node_modules/two/index.js', 'node_modules/shaken/index.js'] },
        'node_modules/two/index.js': {},
        'node_modules/shaken/index.js': { bytes: 0 },
      }),
    );
    expect(found.map(({ purl, uses }) => [purl, [...uses]])).toEqual([
      ['pkg:npm/one@1.0.0', ['pkg:npm/two@1.0.0']],
      ['pkg:npm/two@1.0.0', []],
    ]);
  });

  it('are one when two bundles, or two folders, have the same version', () => {
    writePackage('node_modules/one', { name: 'one' });
    writePackage('node_modules/two', { name: 'two' });
    writePackage('node_modules/two/node_modules/one', { name: 'one' });
    const first = metafile({ 'node_modules/one/a.js': {} });
    const second = metafile({ 'node_modules/two/node_modules/one/a.js': {}, 'node_modules/two/a.js': {} });
    expect(find(first, second).map(({ name }) => name)).toEqual(['one', 'two']);
  });

  it('include what a plugin read for itself, and leave out what it made up', () => {
    writePackage('node_modules/@font/inter', { name: '@font/inter', license: 'OFL-1.1' });
    writePackage('app', { name: 'app' });
    write('app/page.ts', '');
    const found = find(
      metafile({
        'angular:css-resource:node_modules/@font/inter/files/inter.woff2': {},
        [`angular:styles/component:css;47dd;${root}/app/page.ts`]: {},
        'angular:styles/global:styles': {},
        '<runtime>': {},
      }),
    );
    expect(found.map(({ name, own }) => [name, own])).toEqual([
      ['@font/inter', false],
      ['app', true],
    ]);
  });

  it('bring along the hash of the lock file and what the manifest says in its older forms', () => {
    writePackage('node_modules/one', {
      name: 'one',
      license: undefined,
      licenses: [{ type: 'MIT' }, { type: 'ISC' }],
      repository: { url: 'git+https://example.org/one.git' },
      author: { name: 'Somebody' },
    });
    const integrity = `sha512-${Buffer.from('00ff', 'hex').toString('base64')}`;
    write('package-lock.json', JSON.stringify({ packages: { 'node_modules/one': { integrity } } }));
    expect(find(metafile({ 'node_modules/one/index.js': {} }))).toMatchObject([
      {
        licence: 'MIT OR ISC',
        homepage: 'https://example.org/one',
        authors: ['Somebody'],
        hashes: [{ algorithm: 'SHA-512', hex: '00ff' }],
      },
    ]);
  });

  it('cannot be told when the metafile is of another tree', () => {
    expect(() => find(metafile({ 'gone/main.ts': {} }))).toThrow(
      "A bundle's metafile names gone/main.ts, which is not there. Build the bundle again.",
    );
  });
});
