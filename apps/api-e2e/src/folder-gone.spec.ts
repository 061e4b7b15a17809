import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ask, put } from './http-client.ts';
import { runServer, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const ways: [what: string, take: (datapath: string) => void][] = [
  ['removed', (datapath) => rmSync(datapath, { recursive: true })],
  ['moved', (datapath) => renameSync(datapath, `${datapath}-moved`)],
  [
    'replaced',
    (datapath) => {
      renameSync(datapath, `${datapath}-moved`);
      mkdirSync(datapath);
    },
  ],
];

describe.each(['log', 'redb'])('a server with the engine %s', (engine) => {
  it.each(ways)('answers no write when its folder is %s, and is not ready', async (_what, take) => {
    using folder = new TemporaryFolder();
    const datapath = join(folder.path, 'data');
    await using server = await startServer({ args: ['--datapath', datapath, '--engine', engine] });
    await put(server.url, 'user-1', '1');
    expect((await ask(server.url, '/api/health/ready')).status).toBe(200);

    take(datapath);
    const ready = await ask(server.url, '/api/health/ready');
    expect([ready.status, JSON.parse(ready.text)]).toEqual([503, expect.objectContaining({ code: 'STORE_POISONED' })]);
    const written = await put(server.url, 'user-2', '2');
    expect([written.status, JSON.parse(written.text)]).toEqual([
      503,
      expect.objectContaining({
        code: 'STORE_POISONED',
        detail: expect.stringMatching(/removed, moved or replaced.*open it again/),
      }),
    ]);
    expect((await ask(server.url, '/api/data/user-1')).text).toBe('1');
    expect((await ask(server.url, '/api/health/live')).status).toBe(200);
  });

  it('says so in the answer of the first write after that', async () => {
    using folder = new TemporaryFolder();
    const datapath = join(folder.path, 'data');
    await using server = await startServer({ args: ['--datapath', datapath, '--engine', engine] });
    await put(server.url, 'user-1', '1');
    rmSync(datapath, { recursive: true });
    expect(await put(server.url, 'user-1', '2')).toMatchObject({ status: 503 });
  });

  it('lets no other one in when its lock file is removed', async () => {
    using folder = new TemporaryFolder();
    const args = ['--datapath', join(folder.path, 'data'), '--engine', engine];
    await using server = await startServer({ args });
    rmSync(join(folder.path, 'data', 'bimetal.lock'));
    const second = await runServer({ args: [...args, '--urls', 'http://127.0.0.1:0'] });
    expect(second).toMatchObject({ code: 4 });
    expect(second.stdout + second.stderr).toContain(`in use by process ${server.pid}`);
    expect((await put(server.url, 'user-1', '1')).status).toBe(200);
  });
});
