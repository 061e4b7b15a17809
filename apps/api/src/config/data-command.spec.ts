import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataCommand } from './data-command.js';
import { dataCommands } from './data-commands.js';
import { folderCommands } from './folder-commands.js';
import { readInvocation } from './read-config.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bimetal-command-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function read(argv: string[], env: Record<string, string> = {}): DataCommand {
  const program = { version: '1.2.3', shippedSettings: { path: 'shipped', read: () => undefined } };
  const invocation = readInvocation({ argv, env, cwd: folder, program });
  if (invocation.kind !== 'data') throw new Error(`${invocation.kind} was asked for`);
  expect(invocation.warnings).toEqual([]);
  return invocation.command;
}

const SERVER = { BIMETAL_URL: 'https://store.example/bimetal/', BIMETAL_KEY: 'secret' };

describe('a command for folders', () => {
  it.each([
    ['restore', '--from', 'b'],
    ['migrate', '--to', 'b', '--engine', 'redb'],
  ])('says what to do about a running server, when it is named one (%s)', (...words) => {
    expect(() => read([...words, '--url', 'http://127.0.0.1:5000'])).toThrow(
      /^unknown option '--url': it works on a folder\. .*(?:server|backup).*\. See --help\.$/,
    );
  });
});

describe('a command that a server does, too', () => {
  it.each(['check', 'stats', 'backup'])('is for the server that is named (%s)', (name) => {
    const program = { version: '1.2.3', shippedSettings: { path: 'shipped', read: () => undefined } };
    const invocation = readInvocation({ argv: [name, '--json'], env: SERVER, cwd: folder, program });
    const place = { kind: 'server', url: 'https://store.example/bimetal', key: 'secret' };
    expect(invocation).toMatchObject({ kind: 'server', command: { name, place, json: true } });
  });
});

describe('the help of a command', () => {
  it.each([...Object.keys(dataCommands), ...Object.keys(folderCommands)])(
    'has examples and exit codes (%s)',
    (name) => {
      const program = { version: '1.2.3', shippedSettings: { path: 'shipped', read: () => undefined } };
      const invocation = readInvocation({ argv: [name, '--help'], env: {}, cwd: folder, program });
      const text = invocation.kind === 'answer' ? invocation.text : '';
      expect(text).toMatch(
        new RegExp(`^Usage: bimetal ${name} [^]*\nExamples:\n  bimetal ${name}[^]*\nExit codes: 0 done`),
      );
    },
  );
});

describe('a command for documents', () => {
  it('works on the folder that the server would take, with its limits', () => {
    writeFileSync(
      join(folder, 'bimetal.json'),
      '{"datapath":"data","valueBytesMax":10,"urls":"http://127.0.0.1:7000"}',
    );
    expect(read(['get', 'user-1'])).toMatchObject({
      name: 'get',
      key: 'user-1',
      place: {
        kind: 'folder',
        servedAt: 'http://127.0.0.1:7000',
        config: { datapath: join(folder, 'data'), valueBytesMax: 10 },
      },
    });
  });

  it('works on the server that the environment names, with its key', () => {
    const place = { kind: 'server', url: 'https://store.example/bimetal', key: 'secret' };
    expect(read(['list'], SERVER).place).toEqual(place);
  });

  it('believes the command line more than the environment', () => {
    expect(read(['list', '--datapath', 'x'], SERVER).place).toMatchObject({ kind: 'folder' });
    const argv = ['list', '--url', 'http://127.0.0.1:5000', '--key', 'other'];
    expect(read(argv, SERVER).place).toEqual({ kind: 'server', url: 'http://127.0.0.1:5000', key: 'other' });
  });

  it('reads its options as what they are', () => {
    expect(read(['put', 'a', 'f.json', '--if-revision', '7', '--ttl', '2m', '--json'])).toMatchObject({
      source: { kind: 'file', path: join(folder, 'f.json') },
      when: { ifRevision: 7n, ifAbsent: false },
      ttlMs: 120_000,
      json: true,
    });
    expect(read(['put', 'a', '--value', '1']).name).toBe('put');
    expect(read(['put', 'a', '-'])).toMatchObject({ source: { kind: 'stdin', isNamed: true } });
    expect(read(['get', '--', '-a'])).toMatchObject({ key: '-a' });
    expect(read(['list', '--prefix', 'a', '--reverse', '--offset', '0', '--limit', '3'])).toMatchObject({
      range: { prefix: 'a', reverse: true, offset: 0 },
      limit: 3,
    });
    expect(read(['export', 'all.json'])).toMatchObject({ format: 'json', file: join(folder, 'all.json') });
    expect(read(['export'])).toMatchObject({ format: 'ndjson', file: undefined });
  });

  it.each<[string[], RegExp]>([
    [['get'], /missing required argument 'KEY'/],
    [['get', 'a', 'b'], /too many arguments/],
    [['get', 'a', '--url', 'http://x', '--datapath', 'y'], /--url and --datapath exclude each other/],
    [['get', 'a', '--url', '127.0.0.1:5000'], /--url: write the URL of a server like/],
    [['get', 'a', '--url', 'http://me:pw@x'], /leave user and password out/],
    [['get', 'a', '--key', 'k'], /--key is for a server/],
    [['get', 'a', '--url', 'http://x', '--key', 'k\n'], /printable ASCII/],
    [['put', 'a', 'f', '--value', '1'], /a file or --value, not both/],
    [['put', 'a', '--if-revision', 'x'], /It is a revision/],
    [['put', 'a', '--if-revision', '1', '--if-absent'], /cannot be used with/],
    [['watch', '--snapshot', '--since', '1'], /cannot be used with/],
    [['list', '--limit', '0'], /at least 1/],
    [['list', '--after', 'a', '--reverse'], /cannot be used with/],
    [['list', '--offset', '1', '--where', '/a exists'], /cannot be used with/],
    [['patch', 'a', '--type', 'xml'], /Allowed choices are merge, json/],
    [['export', '--json'], /--json needs a file/],
    [['lst'], /unknown command 'lst' \(Did you mean list\?\)/],
  ])('refuses %j', (argv, message) => {
    expect(() => read(argv)).toThrow(message);
  });
});
