import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ask, put } from './http-client.ts';
import { runServer, type ServerOptions, startServer } from './server-process.ts';
import { ADDON_PROFILE } from './server-program.ts';
import { serverProgram } from './server-program.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const LOOPBACK = ['--urls', 'http://127.0.0.1:0'];

describe('a start', () => {
  let folder: TemporaryFolder;
  const data = (): string[] => ['--datapath', join(folder.path, 'data')];

  beforeEach(() => {
    folder = new TemporaryFolder();
  });

  afterEach(() => folder[Symbol.dispose]());

  it('says what it is doing, where it listens and which addon runs', async () => {
    await using server = await startServer({ args: data() });
    expect(server.logs[0]).toContain('Starting up…');
    expect(server.logs.join('\n')).toContain(`Addon: ${ADDON_PROFILE} build `);
    expect(server.logs.join('\n')).toContain(`Listening on ${server.url}`);
  });

  it('serves all of its URLs from one store', async () => {
    const urls = 'http://127.0.0.1:0;http://localhost:0;http://[::1]:0';
    await using server = await startServer({ args: [...data(), '--urls', urls] });
    expect(server.urls.map((url) => new URL(url).hostname)).toEqual(['127.0.0.1', 'localhost', '[::1]']);
    await put(server.url, 'quickdoc-1', '1');
    for (const url of server.urls) expect((await ask(url, '/api/data/quickdoc-1')).text).toBe('1');
  });

  it('keeps its data where the user stands when no folder is named', async () => {
    await using server = await startServer({ cwd: folder.path });
    expect(await server.logged('Data folder')).toContain(join(folder.path, 'dbdata'));
  });

  it('keeps its data there too when a script of another package starts it', async () => {
    const env = { INIT_CWD: join(folder.path, 'elsewhere') };
    await using server = await startServer({ cwd: folder.path, env });
    expect(await server.logged('Data folder')).toContain(join(folder.path, 'dbdata'));
  });

  it('obeys bimetal.json, above it the environment, above it the command line', async () => {
    const settings = { datapath: 'from-file', logLevel: 'warn', corsOrigins: ['https://file.example'] };
    writeFileSync(join(folder.path, 'bimetal.json'), JSON.stringify(settings));
    const env = { BIMETAL_DATAPATH: 'from-environment', BIMETAL_LOG_LEVEL: 'debug' };
    await using server = await startServer({ cwd: folder.path, env, args: ['--datapath', 'from-command-line'] });
    expect(await server.logged('Data folder')).toContain(join(folder.path, 'from-command-line'));
    expect(await server.logged('"level":"debug"')).toBeDefined();
    const { headers } = await ask(server.url, '/api/data', { headers: { origin: 'https://file.example' } });
    expect(headers['access-control-allow-origin']).toBe('https://file.example');
  });

  it('reads a settings file of the earlier name, and says that it will not for long', async () => {
    writeFileSync(join(folder.path, 'appsettings.json'), '{"datapath":"earlier"}');
    await using server = await startServer({ cwd: folder.path });
    expect(await server.logged('Data folder')).toContain(join(folder.path, 'earlier'));
    expect(await server.logged('rename it to bimetal.json')).toContain('"level":"warn"');
  });

  it.each([
    ['of another program', '{"datapath":"theirs","Logging":{"LogLevel":"Debug"}}'],
    ['that is no JSON', '{ // settings'],
    ['that is empty', '{}'],
  ])('passes over a file of that name %s', async (_what, text) => {
    writeFileSync(join(folder.path, 'appsettings.json'), text);
    await using server = await startServer({ cwd: folder.path });
    expect(await server.logged('Data folder')).toContain(join(folder.path, 'dbdata'));
  });

  it('prefers the file of the new name to the other', async () => {
    writeFileSync(join(folder.path, 'appsettings.json'), '{"datapath":"earlier"}');
    writeFileSync(join(folder.path, 'bimetal.json'), '{"datapath":"new"}');
    await using server = await startServer({ cwd: folder.path });
    expect(await server.logged('Data folder')).toContain(join(folder.path, 'new'));
  });

  it('uses the root of a disk, and a folder that an earlier start left without a store', async () => {
    mkdirSync(join(folder.path, 'data', 'lost+found'), { recursive: true });
    writeFileSync(join(folder.path, 'data', 'bimetal.lock'), '');
    await using server = await startServer({ args: data() });
    expect((await ask(server.url, '/api/data')).text).toBe('[]');
  });

  it('logs no line that a client wrote', async () => {
    await using server = await startServer({ args: [...data(), '--log-format', 'pretty', '--log-level', 'trace'] });
    const forged = '[12:00:00.000] FATAL: forged';
    for (const path of [`/%0a${forged}.js`, `/api/data/%0a${forged}`, `/%E2%80%A8${forged}.js`, `/api/%0d${forged}`]) {
      await ask(server.url, path.replaceAll(' ', '%20'), { method: 'GET' });
    }
    await ask(server.url, '/api/data/quickdoc-1');
    await server.logged('quickdoc-1');
    expect(server.logs.filter((line) => /^\s*\[12:00:00/.test(line))).toEqual([]);
    expect(server.logs.filter((line) => line.includes('\u2028'))).toEqual([]);
  });

  it('logs prose when asked to', async () => {
    await using server = await startServer({ args: [...data(), '--log-format', 'pretty'] });
    expect(server.logs[0]).toMatch(/INFO: Starting up…/);
  });

  it('answers --help and --version without starting', async () => {
    expect(await runServer({ args: ['--help'] })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('--datapath'),
    });
    expect(await runServer({ args: ['--version'] })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^bimetal \d/),
    });
  });

  (existsSync('/dev/full') ? it : it.skip)('ends with 1 when its answer cannot be written', async () => {
    const program = ['sh', '-c', 'exec "$0" "$@" > /dev/full', ...serverProgram()] as const;
    const { code, stderr } = await runServer({ program, args: ['--help'] });
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^bimetal: standard output .*ENOSPC/) });
  });

  const refused: [what: string, code: number, message: RegExp, options: () => ServerOptions][] = [
    ['an unknown flag', 2, /--dtapath.*Did you mean --datapath\?/, () => ({ args: ['--dtapath', 'x'] })],
    ['a URL beyond loopback', 2, /http:\/\/0\.0\.0\.0:0.*--insecure/, () => ({ args: ['--urls', 'http://0.0.0.0:0'] })],
    ['a URL of another scheme', 2, /can be listened on, not ftp:/, () => ({ args: ['--urls', 'ftp://127.0.0.1:0'] })],
    [
      'an address of another machine',
      3,
      /no such address/,
      () => ({ args: [...data(), '--insecure', '--urls', 'http://192.0.2.1:5000'] }),
    ],
    [
      'an unknown setting',
      2,
      /unknown setting 'dataPath' in .*bimetal\.json \(Did you mean datapath\?\)/,
      () => {
        writeFileSync(join(folder.path, 'bimetal.json'), '{"dataPath":"x"}');
        return { cwd: folder.path };
      },
    ],
    [
      'a data path that is a file',
      4,
      /data folder .*file/,
      () => {
        const path = join(folder.path, 'file');
        writeFileSync(path, 'not a folder');
        return { args: [...LOOPBACK, '--datapath', path] };
      },
    ],
    [
      'a settings file that opens the server to others',
      2,
      /'insecure' in .*bimetal\.json: .*--insecure/,
      () => {
        writeFileSync(join(folder.path, 'bimetal.json'), '{"insecure":true}');
        return { cwd: folder.path };
      },
    ],
    [
      'a data path with other things in it',
      4,
      /FOLDER_INVALID.*something else \(package\.json\): choose an empty folder/,
      () => {
        writeFileSync(join(folder.path, 'package.json'), '{}');
        return { args: [...LOOPBACK, '--datapath', folder.path] };
      },
    ],
    [
      'a folder for backups that cannot be made',
      2,
      /--backup-path: no backup can be made in .*file/,
      () => {
        writeFileSync(join(folder.path, 'file'), '');
        return { args: [...LOOPBACK, ...data(), '--backup-path', join(folder.path, 'file', 'backups')] };
      },
    ],
    ['an empty data path', 2, /^bimetal: --datapath: must not be empty\.$/m, () => ({ args: ['--datapath', ''] })],
    ['an engine that there is not', 2, /--engine: must be log or redb\.$/m, () => ({ args: ['--engine', 'foo'] })],
    [
      'a word of other programs',
      2,
      /'--port' \(it is called --urls http:\/\/127\.0\.0\.1:PORT here\)/,
      () => ({ args: ['--port', '80'] }),
    ],
    ['a URL without its scheme', 2, /'localhost:5000' is not a URL/, () => ({ args: ['--urls', 'localhost:5000'] })],
    [
      'a host with a port',
      2,
      /--hosts: must be \* or host names, without a scheme, a port or a path\.$/m,
      () => ({ args: ['--hosts', 'store.example:80'] }),
    ],
    [
      'an origin with a star in it',
      2,
      /--cors-origins: must be \* or whole origins/,
      () => ({ args: ['--cors-origins', 'https://*.example'] }),
    ],
    [
      'a data path inside a file',
      4,
      /data folder .*cannot be opened/,
      () => {
        writeFileSync(join(folder.path, 'file'), '');
        return { args: [...LOOPBACK, '--datapath', join(folder.path, 'file', 'data')] };
      },
    ],
    // Not a folder without write permission: tests that run as root may write there.
    [
      'a data path that cannot be made',
      4,
      /data folder .*cannot be opened/,
      () => ({ args: [...LOOPBACK, '--datapath', '/proc/data'] }),
    ],
    [
      'an addon that is not there',
      5,
      /missing\.node/,
      () => ({ args: [...LOOPBACK, ...data()], env: { BIMETAL_ADDON: join(folder.path, 'missing.node') } }),
    ],
    [
      'an addon that is none',
      5,
      /broken\.node/,
      () => {
        writeFileSync(join(folder.path, 'broken.node'), 'not an addon');
        return { args: [...LOOPBACK, ...data()], env: { BIMETAL_ADDON: join(folder.path, 'broken.node') } };
      },
    ],
  ];

  it.each(refused)('is refused with %s', async (_what, code, message, options) => {
    const { stdout, stderr, ...exit } = await runServer(options());
    expect(exit).toEqual({ code, signal: null });
    expect(stdout + stderr).toMatch(message);
    expect(stdout + stderr).not.toMatch(/^\s+at /m);
  });

  it('is refused when the port is taken, and leaves the data folder unlocked', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stdout } = await runServer({ args: [...data(), '--urls', `http://127.0.0.1:${port}`] });
    other.close();
    expect(code).toBe(3);
    expect(stdout).toContain(`http://127.0.0.1:${port} is taken by another program`);
    await using server = await startServer({ args: data() });
    expect((await ask(server.url, '/api/data')).text).toBe('[]');
  });

  it('is refused when another process holds the data folder, and names it', async () => {
    await using server = await startServer({ args: data() });
    const { code, stdout } = await runServer({ args: [...data(), ...LOOPBACK] });
    expect(code).toBe(4);
    expect(stdout).toContain('STORE_LOCKED');
    expect(stdout).toContain(String(server.pid));
    expect((await ask(server.url, '/api/data')).status).toBe(200);
  });

  it('beyond loopback works with --insecure, and warns', async () => {
    await using server = await startServer({ args: [...data(), '--insecure', '--urls', 'http://0.0.0.0:0'] });
    expect(await server.logged('--insecure')).toContain('"level":"warn"');
    const url = server.url.replace('0.0.0.0', '127.0.0.1');
    expect((await ask(url, '/api/data', { headers: { host: 'any.example' } })).status).toBe(200);
  });
});
