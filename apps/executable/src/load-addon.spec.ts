import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAddon, addonInfo } from '@bimetal/bindings';
import { canMount, run, type MountsAndEnvironment } from '../test/processes.ts';

/** The addon that the bindings find in this workspace: it is packed anew for these tests. */
const addon = addonInfo().path;

const WORKSPACE = join(import.meta.dirname, '../../..');

let folder: string;
let cache: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bimetal-load-'));
  cache = join(folder, 'cache');
});

afterEach(() => rmSync(folder, { recursive: true }));

async function load(source: string, { mounts, env }: MountsAndEnvironment = {}): Promise<Record<string, string>> {
  const { code, stdout, stderr } = await run('load-addon.ts', [source], {
    ...(mounts && { mounts }),
    env: { BIMETAL_CACHE: cache, ...env },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, string>;
}

describe('an addon inside a program', () => {
  it('is loaded from the cache folder', async () => {
    const { path, profile, note } = await load(addon);
    expect(path).toMatch(new RegExp(`^${cache}/[0-9a-f]{64}/bimetal\\..*\\.node$`));
    expect({ profile, note }).toEqual({ profile: loadAddon().buildInfo().profile, note: undefined });
  });

  it('runs from memory where others could plant something else', async () => {
    mkdirSync(cache);
    chmodSync(cache, 0o777);
    const { path, note } = await load(addon);
    expect(path).toMatch(/^\/proc\/self\/fd\/\d+$/);
    expect(note).toContain(`${cache} can be written to by other users`);
  });

  it('is an error that says what to do when it is none', async () => {
    const source = join(folder, 'none.node');
    writeFileSync(source, 'no addon');
    const { code, message } = await load(source);
    expect(code).toBe('ADDON_NOT_LOADED');
    expect(message).toMatch(/none\.node[^]*to fix it: set BIMETAL_CACHE to a folder of your own/);
  });
});

(canMount ? describe : describe.skip)('an addon that no file can be kept of', () => {
  const tmpfs = (options: string, path: string): string => `mount -t tmpfs -o ${options} none ${path}`;

  it.each([
    ['on a read-only file system', /EROFS/, () => [tmpfs('ro', cache)]],
    ['on a file system that is mounted noexec', /failed to map segment/, () => [tmpfs('noexec', cache)]],
  ])('%s runs from memory, and says so', async (_where, reason, mounts) => {
    mkdirSync(cache);
    const { path, note } = await load(addon, { mounts: mounts() });
    expect(path).toMatch(/^\/proc\/self\/fd\/\d+$/);
    expect(note).toMatch(/^The addon runs from memory, where a debugger/);
    expect(note).toMatch(reason);
    expect(readdirSync(cache)).toEqual([]);
  });

  it('on a read-only file system is loaded from there when it is there already', async () => {
    const { path } = await load(addon);
    const mounts = [`mount --bind ${cache} ${cache}`, `mount -o remount,bind,ro ${cache}`];
    expect(await load(addon, { mounts })).toEqual({ profile: expect.any(String), path });
  });

  it('at a home that is read-only runs from memory', async () => {
    const env = { BIMETAL_CACHE: '', XDG_CACHE_HOME: '', HOME: folder };
    const { path, note } = await load(addon, { env, mounts: [tmpfs('ro', folder)] });
    expect(path).toMatch(/^\/proc\/self\/fd\/\d+$/);
    expect(note).toContain(`${folder}/.cache/bimetal: EROFS`);
  });

  it('where nothing may be loaded from memory either is an error that names each place', async () => {
    // The folder of this test lies in the temporary folder, which is hidden: the cache is in another of them.
    const places = ['/dev/shm', '/run', '/var/tmp', tmpdir()];
    const { code, message } = await load(addon, {
      mounts: [
        `exec 3< ${WORKSPACE}`,
        ...places.map((place) => tmpfs('noexec', place)),
        // The workspace may be in one of them.
        `mkdir -p ${WORKSPACE}`,
        `mount --no-canonicalize --bind /proc/self/fd/3 ${WORKSPACE}`,
      ],
      env: { BIMETAL_CACHE: '/dev/shm/cache' },
    });
    expect(code).toBe('ADDON_NOT_LOADED');
    for (const place of ['/dev/shm/cache', 'in /dev/shm', `in ${tmpdir()}`, 'in /var/tmp']) {
      expect(message).toContain(place);
    }
    expect(message).toMatch(/to fix it: set BIMETAL_CACHE to a folder of your own/);
  });
});
