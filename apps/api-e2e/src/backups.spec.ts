import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Backup, checkSchema, workLineSchema } from '@bimetal/contract';
import { ask, list, put } from './http-client.ts';
import { runServer, type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

describe.each(['log', 'redb'])('backups of a running server with the engine %s', (engine) => {
  let folder: TemporaryFolder;
  let server: ServerProcess;
  const backups = (): string => join(folder.path, 'backups');
  const make = (headers = {}) => ask(server.url, '/api/backups', { method: 'POST', headers });

  beforeAll(async () => {
    folder = new TemporaryFolder();
    const args = ['--datapath', join(folder.path, 'data'), '--engine', engine, '--backup-path', backups()];
    server = await startServer({ args });
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  it('hold the store as of a revision, and serve when a server is started on them', async () => {
    await put(server.url, 'quickdoc-1', '1');
    const made = await make();
    expect(made).toMatchObject({ status: 201, headers: { 'cache-control': 'no-store' } });
    const { name, revision } = JSON.parse(made.text) as Backup;
    expect(revision).toBe('1');
    expect(name).toMatch(/^\d{4}-\d\d-\d\dT.*-revision-1$/);
    await put(server.url, 'quickdoc-1', '2');

    await using copy = await startServer({ args: ['--datapath', join(backups(), name)] });
    expect(await list(copy.url)).toEqual([{ key: 'quickdoc-1', value: 1 }]);
    expect((await ask(server.url, '/api/data/quickdoc-1')).text).toBe('2');
  });

  it('and checks tell who asks for lines how far they have come, and what came of it', async () => {
    const headers = { accept: 'application/x-ndjson' };
    for (const path of ['/api/backups', '/api/checks']) {
      const told = await ask(server.url, path, { method: 'POST', headers });
      expect(told).toMatchObject({ status: 200, headers: { 'content-type': 'application/x-ndjson' } });
      const lines = told.text
        .trimEnd()
        .split('\n')
        .map((line) => workLineSchema.parse(JSON.parse(line)));
      expect(lines.slice(0, -1).every((line) => 'progress' in line)).toBe(true);
      expect(lines.at(-1)).toHaveProperty('result');
    }
    const checked = await ask(server.url, '/api/checks', { method: 'POST' });
    expect(checkSchema.parse(JSON.parse(checked.text)).problems).toEqual([]);
  });

  it('are whole while clients write', async () => {
    let writing = true;
    let written = 0;
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let number = 0; writing; number++) {
        const { status } = await put(server.url, `writer0${writer}-${number}`, `${number}`);
        expect(status).toBe(200);
        written++;
      }
    });
    while (written < 200) await new Promise(setImmediate);
    const { name, revision } = JSON.parse((await make()).text) as Backup;
    writing = false;
    await Promise.all(writers);

    const datapath = join(folder.path, 'restored');
    const restored = await runServer({ args: ['restore', '--from', join(backups(), name), '--datapath', datapath] });
    expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining(`as of revision ${revision}`) });
    await using copy = await startServer({ args: ['--datapath', datapath] });
    // Each writer's documents are those up to some number, without a hole.
    const documents = (await list(copy.url)).filter(({ key }) => key.startsWith('writer'));
    expect(documents.length).toBeGreaterThanOrEqual(200);
    for (let writer = 0; writer < 8; writer++) {
      const own = documents.filter(({ key }) => key.startsWith(`writer0${writer}-`));
      expect(own.map(({ value }) => value)).toEqual(own.map((_, number) => number));
    }
  });

  it('are made one at a time', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => make()));
    const codes = answers.map(({ status, text }) => (status === 201 ? 'made' : `${status} ${JSON.parse(text).code}`));
    expect(codes).toContain('made');
    expect(codes.filter((code) => code !== 'made' && code !== '409 BACKUP_RUNNING')).toEqual([]);
    expect((await make()).status).toBe(201);
  });

  it('leave nothing unfinished, and one folder each', async () => {
    const before = readdirSync(backups()).length;
    expect((await make()).status).toBe(201);
    const names = readdirSync(backups());
    expect(names).toHaveLength(before + 1);
    expect(names.filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('are not made for a page of another site', async () => {
    const refused = await make({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' });
    expect([refused.status, JSON.parse(refused.text).code]).toEqual([403, 'ORIGIN_NOT_ALLOWED']);
  });

  it('are only made: their route takes nothing but POST', async () => {
    const refused = await ask(server.url, '/api/backups');
    expect(refused).toMatchObject({ status: 405, headers: { allow: 'POST' } });
  });
});

describe('a server without a folder for backups', () => {
  it('makes none, and says what to do', async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer({ args: ['--datapath', folder.path] });
    const refused = await ask(server.url, '/api/backups', { method: 'POST' });
    expect(refused.status).toBe(404);
    expect(JSON.parse(refused.text)).toMatchObject({
      code: 'BACKUPS_NOT_CONFIGURED',
      detail: expect.stringContaining('--backup-path'),
    });
  });
});

describe('a folder for backups', () => {
  it('cannot lie in the data folder', async () => {
    using folder = new TemporaryFolder();
    const args = ['--datapath', folder.path, '--backup-path', join(folder.path, 'backups')];
    expect(await runServer({ args })).toMatchObject({ code: 2, stderr: expect.stringContaining('--backup-path') });
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;

  onLinux('is not tried for ever where there can be none', async () => {
    using folder = new TemporaryFolder();
    const args = ['--urls', 'http://127.0.0.1:0', '--datapath', folder.path, '--backup-path', '/proc/none/backups'];
    const { code, stdout } = await runServer({ args, msMax: 30_000 });
    expect({ code, stdout }).toEqual({
      code: 2,
      stdout: expect.stringContaining('no backup can be made in /proc/none'),
    });
  });
});
