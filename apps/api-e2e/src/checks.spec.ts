import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { backupLineSchema, type CheckLine, checkLineSchema } from '@bimetal/contract';
import { ask, put } from './http-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const linesOf = (text: string): unknown[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);

describe('a running server', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;
  const backups = (): string => join(folder.path, 'backups');

  beforeAll(async () => {
    folder = new TemporaryFolder();
    server = await startServer({ args: ['--datapath', join(folder.path, 'data'), '--backup-path', backups()] });
    for (let number = 0; number < 10; number++) await put(server.url, `checked-${number}`, '{"a":1}');
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  it('checks its store beside its other work: progress, and what was read at the end', async () => {
    const { status, headers, text } = await ask(server.url, '/api/check', { method: 'POST' });
    expect([status, headers['content-type']]).toEqual([200, 'application/x-ndjson; charset=utf-8']);
    const lines = linesOf(text).map((line) => checkLineSchema.parse(line));
    expect(lines.at(-1)).toMatchObject({ checked: { documents: 10, problems: 0 } });
    expect(lines.slice(0, -1).every((line: CheckLine) => 'progress' in line)).toBe(true);
    expect(lines.length).toBeGreaterThan(1);
  });

  it('checks one at a time, and again after a client that went away', async () => {
    const gone = request(new URL('/api/check', server.url), { method: 'POST' }).end();
    gone.on('error', () => undefined);
    await once(gone, 'response').then(([response]) => response.destroy());
    const codes = async () => (await ask(server.url, '/api/check', { method: 'POST' })).status;
    let status = await codes();
    while (status === 409) status = await codes();
    expect(status).toBe(200);
    const all = await Promise.all(Array.from({ length: 6 }, codes));
    expect(all).toContain(200);
    expect(all.filter((one) => one !== 200 && one !== 409)).toEqual([]);
  });

  it('tells the progress of a backup to who accepts lines', async () => {
    const headers = { accept: 'application/x-ndjson' };
    const { status, text } = await ask(server.url, '/api/backups', { method: 'POST', headers });
    const lines = linesOf(text).map((line) => backupLineSchema.parse(line));
    expect([status, lines.at(-1)]).toEqual([200, { backup: { name: expect.any(String) as string, revision: '10' } }]);
    expect(lines[0]).toHaveProperty('progress');
    expect(readdirSync(backups())).toEqual([(lines.at(-1) as { backup: { name: string } }).backup.name]);
  });

  it('checks for no page of another site', async () => {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await ask(server.url, '/api/check', { method: 'POST', headers })).status).toBe(403);
  });
});
