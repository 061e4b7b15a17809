import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Backup } from '@bimetal/contract';
import { ask, list, put } from './http-client.ts';
import { runServer, type ServerOutput, signalServer, startServer } from './server-process.ts';
import { EXECUTABLE } from './server-program.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const ENGINES = ['log', 'redb'] as const;

const COMMANDS = [
  ...['serve', 'get', 'put', 'patch', 'delete', 'list', 'watch', 'import', 'export'],
  ...['check', 'backup', 'restore', 'migrate', 'stats', 'keys', 'config', 'completion'],
  ...(EXECUTABLE === undefined ? [] : ['licenses']),
];

/** Fills a new data folder through a server, and stops the server. */
async function fill(datapath: string, engine: string, documents: number, bytes = 100): Promise<void> {
  await using server = await startServer({ args: ['--datapath', datapath, '--engine', engine] });
  const text = 'x'.repeat(bytes);
  for (let from = 0; from < documents; from += 64) {
    const numbers = Array.from({ length: Math.min(64, documents - from) }, (_, index) => from + index);
    await Promise.all(numbers.map((number) => put(server.url, `quickdoc-${number}`, JSON.stringify({ number, text }))));
  }
  await ask(server.url, '/api/data/quickdoc-0', { method: 'DELETE' });
}

/** What a server over the folder serves. */
async function serve(datapath: string): Promise<{ documents: unknown; store: unknown }> {
  await using server = await startServer({ args: ['--datapath', datapath] });
  const { store } = JSON.parse((await ask(server.url, '/api/health/ready')).text) as { store: unknown };
  return { documents: await list(server.url), store };
}

/** Inverts one byte in the middle of the largest file but the reserve, whose bytes mean nothing. */
function damage(folder: string): string {
  const names = readdirSync(folder).filter((name) => name !== 'bimetal.reserve');
  const sizes = names.map((name) => ({ name, bytes: statSync(join(folder, name)).size }));
  const { name, bytes } = sizes.reduce((largest, next) => (next.bytes > largest.bytes ? next : largest));
  const file = openSync(join(folder, name), 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, Math.floor(bytes / 2));
  writeSync(file, Buffer.from([~(byte[0] ?? 0) & 0xff]), 0, 1, Math.floor(bytes / 2));
  closeSync(file);
  return name;
}

describe('the commands for a data folder', () => {
  let folder: TemporaryFolder;
  const at = (...path: string[]): string => join(folder.path, ...path);
  const run = (...args: string[]): Promise<ServerOutput> => runServer({ args, cwd: folder.path });

  beforeEach(() => {
    folder = new TemporaryFolder();
  });

  afterEach(() => folder[Symbol.dispose]());

  describe.each(ENGINES)('with the engine %s', (engine) => {
    let filled: TemporaryFolder;
    let served: Awaited<ReturnType<typeof serve>>;
    /** What a server left that took 100 documents and removed one: each test has a copy. */
    const copyFilled = (): void => cpSync(filled.path, at('data'), { recursive: true });

    beforeAll(async () => {
      filled = new TemporaryFolder();
      await fill(filled.path, engine, 100);
      served = await serve(filled.path);
    });

    afterAll(() => filled[Symbol.dispose]());

    async function expectWhole(): Promise<void> {
      const { code, stdout, stderr } = await run('check', '--datapath', 'data');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^Checked .*data: 99 documents, \d+ records, .* kB, no problems\.\n$/);
    }

    it('find nothing wrong with what a server left', async () => {
      copyFilled();
      await expectWhole();
    });

    it('back up, check and restore all documents and the last revision', async () => {
      copyFilled();
      expect(await run('backup', '--datapath', 'data', '--to', 'copy')).toMatchObject({
        code: 0,
        stdout: `Backed up ${at('data')} as of revision 101 into ${at('copy')}.\n`,
      });
      const restored = await run('restore', '--from', 'copy', '--datapath', 'back');
      expect(restored).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Checked .*\nRestored .*back as of/) });
      expect(await serve(at('back'))).toEqual(served);
      await expectWhole();
    });

    it.each(ENGINES)('migrate all documents and the last revision to %s, in one command', async (other) => {
      copyFilled();
      const migrated = await run('migrate', '--datapath', 'data', '--to', 'new', '--engine', other);
      expect(migrated).toMatchObject({ code: 0, stderr: '' });
      const { documents } = served;
      expect(await serve(at('new'))).toMatchObject({ documents, store: { engine: other, lastRevision: '101' } });
      await expectWhole();
    });

    it('tell figures, for people and for programs', async () => {
      copyFilled();
      const text = await run('stats', '--datapath', 'data');
      expect(text.stdout).toMatch(new RegExp(`engine +${engine}, format 3\ndocuments +99 documents`));
      const { code, stdout } = await run('stats', '--datapath', 'data', '--json');
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ engine, documents: 99, lastRevision: '101', path: at('data') });
    });

    it('leave a folder alone that a server holds, and say what else can be done', async () => {
      await using server = await startServer({ args: ['--datapath', at('data'), '--engine', engine] });
      for (const args of [
        ['check'],
        ['backup', '--to', 'copy'],
        ['migrate', '--to', 'new', '--engine', 'log'],
        ['stats'],
      ]) {
        const { code, stderr } = await run(...args, '--datapath', 'data');
        expect({ args, code }).toEqual({ args, code: 4 });
        expect(stderr).toMatch(new RegExp(`in use by process ${server.pid}: .*POST /api/backups`));
      }
      expect(readdirSync(folder.path)).toEqual(['data']);
    });

    it('have a running server do the same, which stays in use', async () => {
      const backups = at('backups');
      await using server = await startServer({
        args: ['--datapath', at('data'), '--engine', engine, '--backup-path', backups],
      });
      await put(server.url, 'quickdoc-1', '{"n":1}');
      const checked = await run('check', '--url', server.url);
      expect(checked).toMatchObject({ code: 0, stdout: expect.stringMatching(/: 1 document, .* no problems\.\n$/) });
      const backup = await run('backup', '--url', server.url, '--json');
      expect(backup.code).toBe(0);
      const { name, revision } = JSON.parse(backup.stdout) as Backup;
      expect([readdirSync(backups), revision]).toEqual([[name], '1']);
      expect((await run('check', '--datapath', join(backups, name))).code).toBe(0);
      const stats = await run('stats', '--url', server.url);
      expect(stats.stdout).toMatch(new RegExp(`engine +${engine}, format 3\ndocuments +1 document,`));
      expect(await run('backup', '--url', server.url, '--to', 'copy')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('leave --to out'),
      });
    });

    it('leave nothing of what is cancelled', async () => {
      await fill(at('data'), engine, 256, 100_000);
      const args = ['migrate', '--datapath', at('data'), '--to', at('new'), '--engine', 'redb'];
      const { code, stderr } = await signalServer('SIGINT', args, () => existsSync(at('new', 'documents.redb')));
      expect({ code, stderr }).toEqual({ code: 130, stderr: 'bimetal: migrate was cancelled\n' });
      expect(readdirSync(folder.path)).toEqual(['data']);
      expect((await run('check', '--datapath', 'data')).code).toBe(0);
    });
  });

  it('name the damage, and restore no damaged backup', async () => {
    await fill(at('data'), 'log', 100);
    const name = damage(at('data'));
    const checked = await run('check', '--datapath', 'data');
    expect(checked.code).toBe(1);
    expect(checked.stdout).toMatch(new RegExp(`${name} is damaged at byte \\d+`));
    expect(checked.stdout).not.toContain('no problems');
    const restored = await run('restore', '--from', 'data', '--datapath', 'back');
    expect(restored).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing was restored') });
    expect(existsSync(at('back'))).toBe(false);
  });

  it('never write over what is there', async () => {
    await fill(at('data'), 'log', 3);
    mkdirSync(at('taken'));
    writeFileSync(at('taken', 'mine.txt'), 'mine');
    for (const args of [
      ['backup', '--datapath', 'data', '--to', 'taken'],
      ['migrate', '--datapath', 'data', '--to', 'taken', '--engine', 'redb'],
      ['restore', '--from', 'data', '--datapath', 'taken'],
    ]) {
      const { code, stderr } = await run(...args);
      expect({ args, code, stderr }).toEqual({ args, code: 4, stderr: expect.stringContaining('not empty') });
    }
    expect(readdirSync(at('taken'))).toEqual(['mine.txt']);
  });

  it('make no data folder where there is none', async () => {
    for (const command of [['check'], ['stats'], ['backup', '--to', 'copy']]) {
      const { code, stderr } = await run(...command, '--datapath', 'nothing');
      expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('there is no store in it') });
    }
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('take the data folder from where the server takes it', async () => {
    await fill(at('elsewhere'), 'log', 3);
    writeFileSync(at('bimetal.json'), '{"datapath":"elsewhere","urls":"http://127.0.0.1:0"}');
    expect(await run('check')).toMatchObject({ code: 0, stdout: expect.stringContaining(at('elsewhere')) });
  });

  it.each([['check'], ['backup'], ['restore'], ['migrate'], ['stats']])('explain %s', async (command) => {
    const { code, stdout } = await run(command, '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: bimetal ${command} `));
    expect(stdout).toContain('--datapath');
    expect(stdout).toContain('Exit codes');
  });

  it.each<[string[], RegExp]>([
    [['chek'], /unknown command 'chek' \(Did you mean check\?\)/],
    [['dance'], new RegExp(`unknown command 'dance' \\(there are ${COMMANDS.join(', ')}\\)`)],
    [['check', '--dtapath', 'x'], /unknown option '--dtapath' \(Did you mean --datapath\?\)/],
    [['check', 'data'], /too many arguments/],
    [['backup'], /backup: say by --to/],
    [['migrate', '--to', 'new', '--engine', 'rocks'], /Allowed choices are log, redb\. See/],
    [['backup', '--datapath', 'data', '--to', 'data/copy'], /--to: .* lies in the data folder/],
  ])('refuse %j', async (args, message) => {
    expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });
});
