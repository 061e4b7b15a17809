import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config } from './config.js';
import { type Program } from '../program.js';
import { listenUrlText } from './listen-url.js';
import { readInvocation, type Sources } from './read-config.js';
import { settingsFileAt } from './settings-file.js';

let folder: string;
let packageFolder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bimetal-config-'));
  packageFolder = mkdtempSync(join(tmpdir(), 'bimetal-package-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  rmSync(packageFolder, { recursive: true });
});

function programHere(more: Partial<Program> = {}): Sources['program'] {
  return { version: '1.2.3', shippedSettings: settingsFileAt(join(packageFolder, 'appsettings.json')), ...more };
}

interface Given {
  argv?: string[];
  env?: Record<string, string>;
  file?: unknown;
  shipped?: unknown;
}

function read({ argv = [], env = {}, file, shipped }: Given): { config: Config; warnings: readonly string[] } {
  if (file !== undefined) write(folder, file);
  if (shipped !== undefined) write(packageFolder, shipped);
  const invocation = readInvocation({ argv, env, cwd: folder, program: programHere() });
  if (invocation.kind !== 'serve') throw new Error(`${invocation.kind} was asked for`);
  return invocation;
}

function write(into: string, content: unknown): void {
  writeFileSync(
    join(into, into === packageFolder ? 'appsettings.json' : 'bimetal.json'),
    typeof content === 'string' ? content : JSON.stringify(content),
  );
}

describe('readInvocation', () => {
  it('listens on loopback and keeps its data where the user stands when nothing is said', () => {
    const { config } = read({});
    expect(config.urls).toMatchObject([{ host: '127.0.0.1', port: 5000 }]);
    expect(config).toMatchObject({
      datapath: join(folder, 'dbdata'),
      insecure: false,
      corsOrigins: [],
      logLevel: 'info',
    });
  });

  it('keeps to where the user stands, whichever script of another package started it', () => {
    expect(read({ env: { INIT_CWD: '/somewhere' } }).config.datapath).toBe(join(folder, 'dbdata'));
  });

  it('lets each source win over the one before: shipped file, file, environment, command line', () => {
    const shipped = { datapath: '/a', logLevel: 'error', logFormat: 'json', drainSeconds: 1 };
    const file = { datapath: '/b', logLevel: 'warn', logFormat: 'pretty' };
    const env = { BIMETAL_DATAPATH: '/c', BIMETAL_LOG_LEVEL: 'debug' };
    const { config } = read({ shipped, file, env, argv: ['--datapath', '/d'] });
    expect(config).toMatchObject({ datapath: '/d', logLevel: 'debug', logFormat: 'pretty', drainSeconds: 1 });
  });

  it('reads lists and switches from every source alike', () => {
    const expected = { corsOrigins: ['https://a.example', 'https://b.example'], insecure: true };
    const text = 'https://a.example, https://b.example';
    expect(read({ argv: ['--cors-origins', text, '--insecure'] }).config).toMatchObject(expected);
    expect(read({ env: { BIMETAL_CORS_ORIGINS: text, BIMETAL_INSECURE: 'true' } }).config).toMatchObject(expected);
    const { insecure: _, ...inFiles } = expected;
    expect(read({ file: inFiles }).config).toMatchObject(inFiles);
  });

  it('reads several URLs separated by semicolons', () => {
    const { config } = read({ argv: ['--urls', 'http://127.0.0.1:5001; http://[::1]:5002;'] });
    expect(config.urls.map((url) => listenUrlText(url))).toEqual(['http://127.0.0.1:5001', 'http://[::1]:5002']);
  });

  it.each<[string, Given, RegExp]>([
    ['an unknown flag', { argv: ['--dtapath', 'x'] }, /unknown option '--dtapath'.*Did you mean --datapath\?/],
    ['a word that belongs to no flag', { argv: ['serve', 'me'] }, /too many arguments/],
    ['an unknown command', { argv: ['chek'] }, /unknown command 'chek' \(Did you mean check\?\)/],
    ['a command without what it needs', { argv: ['backup'] }, /^backup: say by --to/],
    ['a flag of another command', { argv: ['check', '--to', 'x'] }, /unknown option '--to'/],
    ['a backup into the data folder', { argv: ['backup', '--datapath', '/a', '--to', '/a/b'] }, /--to: .*outside/],
    ['backups in the data folder', { argv: ['--datapath', '/a', '--backup-path', '/a'] }, /--backup-path: .*outside/],
    [
      'an unknown setting in a file',
      { file: { dataPath: 'x' } },
      /unknown setting 'dataPath'.*Did you mean datapath\?/,
    ],
    ['a file that is not JSON', { file: '{' }, /bimetal\.json is not JSON/],
    ['a file that opens the server to others', { file: { insecure: false } }, /'insecure' in .*say --insecure/],
    ['an empty text', { argv: ['--datapath', ''] }, /^--datapath: must not be empty\.$/],
    ['a text that is none', { file: { datapath: 5 } }, /must be a text\.$/],
    ['what other programs call it', { argv: ['--port=80'] }, /'--port=80' \(it is called --urls/],
    ['what other programs call it in a file', { file: { port: 80 } }, /'port' in .* \(it is called "urls": "http/],
    ['a path that no system has', { file: { datapath: 'a\0b' } }, /^'datapath' in .*must have no NUL/],
    ['a file with a comment, in one line', { file: '// ours\n{}' }, /is not JSON: .*"\/\/ ours \{\}"/],
    ['a star within an origin', { argv: ['--cors-origins', 'https://*.example'] }, /without \* in them/],
    ['a file that holds no object', { file: [] }, /one JSON object/],
    ['a level that does not exist', { argv: ['--log-level', 'loud'] }, /^--log-level: .*info/],
    ['a number out of range', { env: { BIMETAL_VALUE_DEPTH_MAX: '0' } }, /^BIMETAL_VALUE_DEPTH_MAX: /],
    [
      'values that no batch has room for',
      { argv: ['--value-bytes-max', '67108865'] },
      /^--value-bytes-max: must be at most 67108864/,
    ],
    ['a number that is none', { argv: ['--drain-seconds', 'soon'] }, /^--drain-seconds: .*whole number/],
    ['a number below zero', { argv: ['--stall-seconds=-5'] }, /^--stall-seconds: must be at least 1\.$/],
    ['a huge number', { argv: ['--stall-seconds', '9'.repeat(30)] }, /^--stall-seconds: must be at most 3600\.$/],
    ['half a number', { argv: ['--stall-seconds', '1.5'] }, /^--stall-seconds: must be a whole number\.$/],
    ['an engine that does not exist', { argv: ['--engine', 'sled'] }, /^--engine: must be log or redb\.$/],
    ['an origin with a path', { argv: ['--cors-origins', 'https://a.example/x'] }, /^--cors-origins: .*origins/],
    ['no URL at all', { env: { BIMETAL_URLS: '' } }, /^BIMETAL_URLS: .*at least one/],
    ['a wrong type in a file', { file: { urls: 5000 } }, /^'urls' in .*bimetal\.json: must be/],
  ])('refuses %s', (_what, given, message) => {
    expect(() => read(given)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) }),
    );
  });

  it('only warns of an unknown variable, because others may put theirs beside ours', () => {
    const { warnings } = read({
      env: { BIMETAL_HOSTZ: 'x', BIMETAL_PROFILE: 'debug', BIMETAL_URL: 'http://x', BIMETAL_KEY: 'k', PATH: '/bin' },
    });
    expect(warnings).toEqual(['unknown variable BIMETAL_HOSTZ (Did you mean BIMETAL_HOSTS?)']);
    const { warnings: others } = read({ env: { BIMETAL_PORT: '80' } });
    expect(others).toEqual(['unknown variable BIMETAL_PORT (it is called BIMETAL_URLS=http://127.0.0.1:PORT here)']);
  });

  it('answers --help with every flag, its variable and the exit codes', () => {
    const invocation = readInvocation({ argv: ['--help'], env: {}, cwd: folder, program: programHere() });
    const text = invocation.kind === 'answer' ? invocation.text : '';
    for (const word of [
      '--datapath',
      '--urls',
      '--cors-origins',
      '--insecure',
      '--log-level',
      'BIMETAL_URLS',
      'Exit codes',
    ]) {
      expect(text).toContain(word);
    }
  });

  it('reads a command with its folders from where the user stands, or where the server has them', () => {
    const command = (argv: string[], env = {}): unknown => {
      const invocation = readInvocation({ argv, env, cwd: folder, program: programHere() });
      return invocation.kind === 'folder' ? invocation.command : invocation.kind;
    };
    expect(command(['check'])).toEqual({ name: 'check', datapath: join(folder, 'dbdata'), json: false });
    expect(command(['check'], { BIMETAL_URL: 'http://a' })).toEqual('server');
    expect(() => command(['backup'])).toThrow(/say by --to/);
    expect(() => command(['backup', '--url', 'http://a', '--to', 'b'])).toThrow(/leave --to out/);
    expect(command(['stats', '--json'], { BIMETAL_DATAPATH: '/a' })).toEqual({
      name: 'stats',
      datapath: '/a',
      json: true,
    });
    expect(command(['backup', '--datapath', 'a', '--to', 'ab'])).toEqual({
      name: 'backup',
      datapath: join(folder, 'a'),
      to: join(folder, 'ab'),
      json: false,
    });
    expect(command(['migrate', '--datapath', '/a', '--to', '/b', '--engine', 'log'])).toEqual({
      name: 'migrate',
      datapath: '/a',
      to: '/b',
      engine: 'log',
    });
    expect(command(['restore', '--from', '/b', '--datapath', '/a'])).toEqual({
      name: 'restore',
      datapath: '/a',
      from: '/b',
    });
  });

  it('serves when it is told to, and when it is told nothing', () => {
    expect(read({ argv: ['serve', '--datapath', '/a'] }).config.datapath).toBe('/a');
  });

  it('answers the --help of a command with its options', () => {
    const invocation = readInvocation({ argv: ['restore', '--help'], env: {}, cwd: folder, program: programHere() });
    expect(invocation).toMatchObject({
      kind: 'answer',
      text: expect.stringMatching(/bimetal restore .*--from <BACKUP>/s),
    });
  });

  it('answers --version', () => {
    const invocation = readInvocation({ argv: ['--version'], env: {}, cwd: folder, program: programHere() });
    expect(invocation).toEqual({ kind: 'answer', text: 'bimetal 1.2.3\n', warnings: [] });
  });

  it('prints licences when the program brings some along', () => {
    const program = programHere({ licences: () => 'the licences' });
    const answer = (argv: string[]): unknown => readInvocation({ argv, env: {}, cwd: folder, program });
    expect(answer(['licenses'])).toEqual({ kind: 'answer', text: 'the licences', warnings: [] });
    expect(answer(['licenses', '--help'])).toMatchObject({ text: expect.stringContaining('Usage: bimetal licenses') });
    expect(answer(['--help'])).toMatchObject({ text: expect.stringContaining('\n  licenses ') });
    expect(() => answer(['licences'])).toThrow(/Did you mean licenses\?/);
  });

  it('knows no licences of a program that has none', () => {
    expect(() => read({ argv: ['licenses'] })).toThrow(
      /unknown command 'licenses' \(there are serve, .*, completion\)/,
    );
  });

  it('takes the inspector from the command line of every command', () => {
    const program = programHere();
    for (const argv of [
      ['--inspect=0'],
      ['serve', '--inspect=0'],
      ['--inspect=0', 'check'],
      ['check', '--inspect=0'],
    ]) {
      const invocation = readInvocation({ argv, env: {}, cwd: folder, program });
      expect(invocation).toMatchObject({ inspector: { host: '127.0.0.1', port: 0, pauses: false } });
    }
  });

  it('takes the files of a certificate for https URLs, and refuses one without the other', () => {
    const urls = ['--urls', 'http://127.0.0.1:1;https://127.0.0.1:2'];
    const files = ['--tls-cert', 'a.pem', '--tls-key', '/b.pem'];
    expect(read({ argv: [...urls, ...files] }).config.tls).toEqual({ cert: join(folder, 'a.pem'), key: '/b.pem' });
    expect(read({}).config.tls).toBeUndefined();
    for (const argv of [urls, [...urls, ...files.slice(0, 2)], files]) {
      expect(() => read({ argv })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    }
  });

  it('takes a part of the requests for a sample, and refuses more than all', () => {
    expect(read({ argv: ['--access-log-sample', '.01'] }).config.accessLogSample).toBe(0.01);
    for (const sample of ['1.5', '-1', 'x', '1e-2', '.']) {
      expect(() => read({ argv: [`--access-log-sample=${sample}`] })).toThrow(/must be a number from 0 to 1/);
    }
  });

  it('holds the address of the metrics to what it holds the others to', () => {
    expect(read({ argv: ['--metrics-url', 'http://127.0.0.1:9464'] }).config.metricsUrl).toMatchObject({ port: 9464 });
    expect(() => read({ argv: ['--metrics-url', 'http://0.0.0.0:9464'] })).toThrow(/--insecure/);
  });
});
