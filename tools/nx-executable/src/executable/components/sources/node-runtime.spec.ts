import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeRuntime } from './node-runtime.ts';

const onUnix = process.platform === 'win32' ? describe.skip : describe;

onUnix('the Node inside an executable', () => {
  let folder: string;
  let node: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'runtime-'));
    mkdirSync(join(folder, 'bin'));
    node = join(folder, 'bin/node');
    const versions = { node: '26.0.0', v8: '14.0', ares: '1.0', modules: '147', nghttp3: '' };
    writeFileSync(node, `#!/bin/sh\necho '${JSON.stringify(versions)}'\n`);
    chmodSync(node, 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('has the licences that lie beside it, and says what it is made of', () => {
    writeFileSync(join(folder, 'LICENSE'), 'as follows\n');
    expect(nodeRuntime(node, undefined)).toMatchObject({
      purl: 'pkg:generic/node@26.0.0',
      texts: [{ title: 'LICENSE', text: 'as follows' }],
      hashes: [{ algorithm: 'SHA-256', hex: expect.stringMatching(/^[0-9a-f]{64}$/) as string }],
      parts: [
        { name: 'ares', version: '1.0' },
        { name: 'v8', version: '14.0' },
      ],
    });
  });

  it('has those of a file that is named', () => {
    writeFileSync(join(folder, 'elsewhere'), 'elsewhere');
    expect(nodeRuntime(node, join(folder, 'elsewhere')).texts[0]?.text).toBe('elsewhere');
  });

  it('is refused without them', () => {
    expect(() => nodeRuntime(node, undefined)).toThrow(/^Node 26\.0\.0 at .* has no LICENSE beside it/);
  });
});
