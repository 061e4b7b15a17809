import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, utimesSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';

import { inspectBinary } from '@bimetal/binaries';

import { BrokenSetUp } from '../testing/broken-set-up.ts';

const BUILD = 'npx nx build @bimetal/addon --skip-nx-cache';
// Rust links with the C compiler, so where an addon can be built there is one.
const withCompiler = process.platform === 'linux' ? describe : describe.skip;

function compileAddon({ setUp }: BrokenSetUp, ...flags: string[]): string {
  const file = join(setUp.root, `native/addon/dist/debug/bimetal.linux-${process.arch}-gnu.node`);
  mkdirSync(dirname(file), { recursive: true });
  const args = ['-shared', '-Wl,--build-id', ...flags, '-x', 'c', '-', '-o', file];
  const { status, stderr } = spawnSync('cc', args, { input: 'int answer(void) { return 42; }', encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return file;
}

withCompiler('the addon', () => {
  it('is named when it is missing', async () => {
    using broken = new BrokenSetUp();
    expect(await broken.diagnosis('addon debug info')).toMatchObject({ verdict: 'broken', mend: BUILD });
  });

  it('is named when it was stripped', async () => {
    using broken = new BrokenSetUp();
    compileAddon(broken, '-g');
    expect(await broken.diagnosis('addon debug info')).toMatchObject({ verdict: 'fine' });
    compileAddon(broken, '-g', '-s');
    expect(await broken.diagnosis('addon debug info')).toMatchObject({
      verdict: 'broken',
      says: expect.stringContaining('has none'),
      mend: BUILD,
    });
  });

  it('is looked for where BIMETAL_ADDON says', async () => {
    using broken = new BrokenSetUp();
    compileAddon(broken, '-g');
    broken.setUp.env['BIMETAL_ADDON'] = 'other.node';
    expect(await broken.diagnosis('addon debug info')).toMatchObject({ verdict: 'broken' });
  });

  it('is named when a source is newer', async () => {
    using broken = new BrokenSetUp();
    const addon = compileAddon(broken, '-g');
    broken.write('native/store/src/lib.rs', '');
    utimesSync(addon, new Date(0), new Date(0));
    expect(await broken.diagnosis('addon is current')).toMatchObject({
      verdict: 'notice',
      says: expect.stringContaining('native/store/src/lib.rs'),
      mend: BUILD,
    });
    broken.write('target/debug/libbimetal_addon.so', 'cargo looked, and built the same');
    expect(await broken.diagnosis('addon is current')).toMatchObject({ verdict: 'fine' });
  });

  it('is named when the running server has another', async () => {
    using broken = new BrokenSetUp();
    const path = compileAddon(broken, '-g');
    let buildId = inspectBinary(path)?.buildId;
    const server = createServer((_request, response) =>
      response.end(JSON.stringify({ addon: { path, buildId, profile: 'debug' } })),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    broken.setUp.serverUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      expect(await broken.diagnosis('build ids match')).toMatchObject({
        verdict: 'fine',
        says: expect.stringContaining('runs what is on disk'),
      });
      buildId = '0123456789abcdef';
      expect(await broken.diagnosis('build ids match')).toMatchObject({
        verdict: 'broken',
        says: expect.stringContaining('the server runs build 0123456789ab'),
        mend: expect.stringContaining('start the server again'),
      });
    } finally {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  });
});

it('without a server there is nothing to compare', async () => {
  using broken = new BrokenSetUp();
  expect(await broken.diagnosis('build ids match')).toMatchObject({ verdict: 'fine' });
});
