import { type ServerResponse } from 'node:http';
import { json, problem, TestServer } from '../../test/test-server.js';
import { ServerClient } from './server-client.js';

const lines =
  (...told: readonly object[]) =>
  (response: ServerResponse): void =>
    void response
      .writeHead(200, { 'content-type': 'application/x-ndjson' })
      .end(told.map((one) => `${JSON.stringify(one)}\n`).join(''));

const half = { bytes: 1, bytesAll: 2 };
const checked = { documents: 2, records: 3, bytes: 100, problems: 1 };

describe('ServerClient', () => {
  it('reads status, history and health', async () => {
    await using server = await TestServer.start(json({ status: 'ready' }), json({ times: [] }), json({}), json({}));
    const client = new ServerClient({ url: server.url, key: 'bmt_1' });
    expect([await client.status(), await client.history()]).toEqual([{ status: 'ready' }, { times: [] }]);
    await client.history({ since: 5 });
    await client.health();
    expect(server.came.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /api/status',
      'GET /api/status/history',
      'GET /api/status/history?since=5',
      'GET /api/health/ready',
    ]);
  });

  it('tells how far a check has come, and what it has found', async () => {
    await using server = await TestServer.start(lines({ progress: half }, { problem: 'a' }, { checked }));
    const told: unknown[] = [];
    const outcome = await new ServerClient(server).check({ onProgress: (progress) => told.push(progress) });
    expect([outcome, told]).toEqual([{ ...checked, found: ['a'] }, [half]]);
    expect(server.came.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /api/check']);
  });

  it('makes a backup, and says which', async () => {
    const backup = { name: 'x-revision-7', revision: '7' };
    await using server = await TestServer.start(lines({ progress: half }, { backup }));
    expect(await new ServerClient(server).backup()).toEqual(backup);
    expect(server.came.map(({ headers }) => headers.accept)).toEqual(['application/x-ndjson']);
  });

  it('fails with why it was refused, why it ended, or that it broke off', async () => {
    const failed = { code: 'SERVER_STOPPING', reason: 'the server is shutting down' };
    await using server = await TestServer.start(
      problem(409, 'CHECK_RUNNING'),
      lines({ progress: half }, { failed }),
      lines({ progress: half }),
    );
    const client = new ServerClient(server);
    for (const code of ['CHECK_RUNNING', 'SERVER_STOPPING', 'UNREACHABLE']) {
      await expect(client.check()).rejects.toMatchObject({ code });
    }
    expect(server.came).toHaveLength(3);
  });
});
