import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ask, put } from '@bimetal/api-e2e/http-client';
import { type ServerOptions, startServer } from '@bimetal/api-e2e/server-process';
import { Alone, CACHE, NOBODY } from './alone.ts';

const onLinux = process.platform === 'linux' ? describe : describe.skip;

/** Mounts of the process's own: root may make them, another user as the root of a namespace. */
const UNSHARED = ['--mount', ...(process.geteuid?.() === 0 ? [] : ['--map-root-user'])];

const NO_HOME = '/nonexistent-home';
const NUMBERED = { uid: 54321, gid: 54321 };

const FROM_MEMORY = 'The addon runs from memory';

/** Forbids itself memory that can be written to and run, as systemd does for a service, and becomes the program that is named. */
const NO_NEW_CODE = [
  '-c',
  'import ctypes, os, sys\nif ctypes.CDLL(None).prctl(65, 1, 0, 0, 0): sys.exit(1)\nos.execv(sys.argv[1], sys.argv[1:])',
];
const PYTHON = '/usr/bin/python3';
const canForbidCode = process.platform === 'linux' && spawnSync(PYTHON, [...NO_NEW_CODE, '/bin/true']).status === 0;

let alone: Alone;

beforeEach(() => {
  alone = new Alone();
});

afterEach(() => alone[Symbol.dispose]());

/** Starts the server over an empty data folder, has it store and show the page, which takes all that is inside, and ends it. */
async function work(
  options: ServerOptions = {},
): Promise<{ readonly addon: string; readonly logs: readonly string[] }> {
  const data = alone.ownFolder('data', options.user);
  const server = await startServer(alone.options({ args: ['--datapath', data], ...options }));
  try {
    expect((await put(server.url, 'quickdoc-1', '{"a":1}')).status).toBe(200);
    expect((await ask(server.url, '/api/data/quickdoc-1')).text).toBe('{"a":1}');
    expect((await ask(server.url, '/')).text).toContain('<app-root>');
    const { addon } = JSON.parse((await ask(server.url, '/api/health/ready')).text) as { addon: { path: string } };
    return { addon: addon.path, logs: server.logs };
  } finally {
    expect(await server.stop()).toEqual({ code: 0, signal: null });
  }
}

describe('the executable works', () => {
  it('for a user who is not root, from a folder where that user may not write', async () => {
    const home = alone.ownFolder('of-nobody', NOBODY);
    chmodSync(alone.folder, 0o555);
    const { addon, logs } = await work({ ...(NOBODY && { user: NOBODY }), env: { HOME: home } });
    expect(addon).toMatch(new RegExp(`^${home}/${CACHE}/[0-9a-f]{64}/`));
    expect(logs.join('\n')).not.toContain('"level":"warn"');
  });

  it.each(['with spaces, umlauts äöü and 工具', "with 'quotes' and $signs"])('from a folder %s', async (name) => {
    alone[Symbol.dispose]();
    alone = new Alone(name);
    await work({ env: { HOME: alone.ownFolder(`home ${name}`) } });
  });

  it('under another name', async () => {
    const renamed = join(alone.folder, 'store of ours');
    renameSync(alone.executable, renamed);
    await work({ program: [renamed] });
  });

  it('through a symbolic link', async () => {
    const link = join(alone.tools, 'link');
    symlinkSync(join('..', 'here', basename(alone.executable)), link);
    await work({ program: [link] });
  });

  it('through PATH', async () => {
    await work({ program: [basename(alone.executable)], env: { PATH: alone.folder }, cwd: alone.home });
  });

  it('while its file is replaced by another', async () => {
    const data = alone.ownFolder('data');
    await using server = await startServer(alone.options({ args: ['--datapath', data] }));
    const next = join(alone.folder, 'next');
    writeFileSync(next, 'another');
    renameSync(next, alone.executable);
    expect((await put(server.url, 'quickdoc-1', '1')).status).toBe(200);
    expect((await ask(server.url, '/')).text).toContain('<app-root>');
  });

  it('for two who start it at the same moment', async () => {
    const data = ['data-1', 'data-2'].map((name) => alone.ownFolder(name));
    const servers = await Promise.all(
      data.map((datapath) => startServer(alone.options({ args: ['--datapath', datapath] }))),
    );
    for (const server of servers) expect((await put(server.url, 'quickdoc-1', '1')).status).toBe(200);
    for (const server of servers) await server.stop();
    expect(alone.files().filter((file) => file.startsWith('home/'))).toHaveLength(1);
  });
});

(canForbidCode ? describe : describe.skip)('where no memory may become code, the executable', () => {
  it('works when V8 is told to compile nothing', async () => {
    await work({ program: [PYTHON, ...NO_NEW_CODE, alone.executable], env: { NODE_OPTIONS: '--jitless' } });
  });

  it('ends at its start when it is not', () => {
    const { env } = alone.options();
    expect(spawnSync(PYTHON, [...NO_NEW_CODE, alone.executable, '--version'], { env }).signal).toMatch(
      /^SIG(TRAP|ABRT|ILL)$/,
    );
  });
});

onLinux('where no file can be kept, the executable works from memory', () => {
  /** Somebody to whom nothing belongs: without root, that is whoever runs the tests. */
  const strangers: [who: string, options: () => ServerOptions][] = [
    ['whose home does not exist', () => ({ ...(NOBODY && { user: NOBODY }), env: { HOME: NO_HOME } })],
    // As in a container that is started with `--user 54321`.
    [
      'who has a number, and neither a name nor a home',
      () => ({ ...(NOBODY && { user: NUMBERED }), env: { HOME: NOBODY ? undefined : NO_HOME } }),
    ],
  ];

  it.each(strangers)('for a user %s', async (_who, options) => {
    const { addon, logs } = await work(options());
    expect(addon).toMatch(/^\/proc\/self\/fd\/\d+$/);
    expect(logs.find((line) => line.includes(FROM_MEMORY))).toContain('"level":"warn"');
    expect(existsSync(NO_HOME)).toBe(false);
  });

  (NOBODY ? it : it.skip)('for root with the home of another user, where nothing is left behind', async () => {
    const home = alone.ownFolder('of-nobody', NOBODY);
    const { logs } = await work({ env: { HOME: home } });
    expect(logs.find((line) => line.includes(FROM_MEMORY))).toContain(`${home} belongs to another user`);
    expect(readdirSync(home)).toEqual([]);
  });

  it.each([
    [
      'on a file system that is read-only',
      'EROFS',
      () => [`mount --bind ${alone.root} ${alone.root}`, `mount -o remount,bind,ro ${alone.root}`],
    ],
    [
      'on a file system that no code may be loaded from',
      'failed to map segment',
      () => [`mount -t tmpfs -o noexec none ${alone.home}`],
    ],
  ])('%s', async (_where, reason, mounts) => {
    const before = alone.files();
    // For this process alone; its data folder can be written to.
    const script = [...mounts(), `mount -t tmpfs none ${join(alone.root, 'data')}`, 'exec "$@"'].join('\n');
    const { addon, logs } = await work({
      program: ['/usr/bin/unshare', ...UNSHARED, '/bin/sh', '-ec', script, 'sh', alone.executable],
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    });
    expect(addon).toMatch(/^\/proc\/self\/fd\/\d+$/);
    expect(logs.find((line) => line.includes(FROM_MEMORY))).toContain(reason);
    expect(alone.files()).toEqual(before);
  });
});
