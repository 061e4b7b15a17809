import { type Agent } from 'node:http';
import { type MadeApiKey } from '@bimetal/contract';
import { EventReader } from './event-reader.ts';
import { type Answered, type Asked, ask, put } from './http-client.ts';
import { runServer, type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';
import { connectionsToBoth } from './worker-connections.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const TWO = ['--workers', '2', '--metrics', '--access-log'];

let folder: TemporaryFolder;
let server: ServerProcess;
let first: Agent;
let second: Agent;
/** An API key that may do everything, once there are any. */
let root: string;

const start = (): Promise<ServerProcess> => startServer({ args: ['--datapath', folder.path, ...TWO] });

const askBy = (agent: Agent, path: string, asked: Asked = {}): Promise<Answered> =>
  ask(server.url, path, { ...asked, agent });

const post = (body: unknown, headers: Asked['headers'] = {}): Asked => ({
  method: 'POST',
  headers: { ...JSON_TYPE, ...headers },
  body: JSON.stringify(body),
});

beforeAll(async () => {
  folder = new TemporaryFolder();
  server = await start();
  [first, second] = await connectionsToBoth(server);
});

afterAll(async () => {
  first.destroy();
  second.destroy();
  await server.stop();
  folder[Symbol.dispose]();
});

describe('two event loops of one server', () => {
  it('both answer, and the metrics tell how many requests each of them has', async () => {
    const { text } = await askBy(second, '/metrics');
    for (const worker of [1, 2]) {
      expect(
        Number(new RegExp(`^bimetal_worker_requests_total{worker="${worker}"} (\\d+)$`, 'm').exec(text)?.[1]),
      ).toBeGreaterThan(0);
      expect(text).toMatch(new RegExp(`^bimetal_event_loop_delay_seconds{worker="${worker}",quantile="0.99"} `, 'm'));
    }
    expect(text).toMatch(/^bimetal_connections 2$/m);
    expect(JSON.parse((await askBy(first, '/api/status')).text)).toMatchObject({
      connections: { open: 2 },
      settings: { workers: 2 },
    });
  });

  it('see what the other has written as soon as that was answered', async () => {
    for (let round = 0; round < 20; round++) {
      const [writer, reader] = round % 2 === 0 ? [first, second] : [second, first];
      expect((await put(server.url, 'seen', String(round), writer)).status).toBe(200);
      expect((await askBy(reader, '/api/data/seen')).text).toBe(String(round));
    }
  });

  it('make a write with an Idempotency-Key once, although both are asked at the same time', async () => {
    const rounds = 30;
    for (let round = 0; round < rounds; round++) {
      const create = (agent: Agent): Promise<Answered> =>
        askBy(agent, '/api/data?prefix=once', post(round, { 'idempotency-key': `key-${round}` }));
      const answers = await Promise.all([create(first), create(second)]);
      const made = answers.filter(({ status }) => status === 201);
      expect(made.length).toBeGreaterThan(0);
      expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
      expect(new Set(made.map(({ headers }) => headers.location)).size).toBe(1);
      const again = await create(second);
      expect([again.status, again.headers.location]).toEqual([201, made[0]?.headers.location]);
    }
    const { headers } = await askBy(first, '/api/data?prefix=once&limit=1&count=true');
    expect(headers['x-total-count']).toBe(String(rounds));
  });

  it('give numbers that go up together, and none twice', async () => {
    const made: [bigint, bigint][] = [];
    for (let round = 0; round < 40; round++) {
      const { text } = await askBy(round % 2 === 0 ? first : second, '/api/data?prefix=orders', post(round));
      const { key, revision } = JSON.parse(text) as { key: string; revision: string };
      made.push([BigInt(key.slice('orders-'.length)), BigInt(revision)]);
    }
    expect(made.map(([number]) => number)).toEqual(made.map((_, at) => BigInt(at + 1)));
  });

  it('go on with a list that the other has begun, at its revision', async () => {
    const page = await askBy(first, '/api/data?prefix=orders&limit=20&revision=latest');
    const next = /<(.+)>/.exec(String(page.headers.link))?.[1] ?? '';
    await askBy(first, '/api/data/orders-30', { method: 'DELETE' });
    const rest = await askBy(second, next);
    expect([rest.status, rest.headers['bimetal-revision']]).toEqual([200, page.headers['bimetal-revision']]);
    const keys = [...JSON.parse(page.text), ...JSON.parse(rest.text)] as { key: string }[];
    expect(keys.map(({ key }) => key)).toEqual(Array.from({ length: 40 }, (_, at) => `orders-${at + 1}`));
  });

  it('tell the changes of the other', async () => {
    const readers = await Promise.all(
      Array.from({ length: 4 }, () => EventReader.open(server.url, '/api/changes?prefix=told')),
    );
    for (const agent of [first, second]) await put(server.url, 'told', '1', agent);
    for (const reader of readers) {
      expect([(await reader.next())?.name, (await reader.next())?.name]).toEqual(['change', 'change']);
      reader[Symbol.dispose]();
    }
  });

  it('know of API keys and of sessions at once, wherever those were made, revoked or ended', async () => {
    const make = async (agent: Agent, by: string | undefined, scopes: string[]): Promise<MadeApiKey> => {
      const headers = by === undefined ? {} : { authorization: `Bearer ${by}` };
      return JSON.parse((await askBy(agent, '/api/keys', post({ scopes }, headers))).text) as MadeApiKey;
    };
    root = (await make(second, undefined, ['admin'])).key;
    const authorization = `Bearer ${root}`;
    expect((await askBy(first, '/api/data/seen')).status).toBe(401);
    for (let round = 0; round < 5; round++) {
      const reader = await make(first, root, ['read']);
      const headers = { authorization: `Bearer ${reader.key}` };
      expect((await askBy(second, '/api/data/seen', { headers })).status).toBe(200);
      using feed = await EventReader.open(server.url, '/api/changes', '', headers);
      const begun = await askBy(first, '/api/session', post({}, headers));
      const cookie = String(begun.headers['set-cookie']).split(';', 1)[0] ?? '';
      expect((await askBy(second, '/api/data/seen', { headers: { cookie } })).status).toBe(200);
      if (round % 2 === 0) {
        expect((await askBy(second, '/api/session', { method: 'DELETE', headers: { cookie } })).status).toBe(204);
        expect((await askBy(first, '/api/data/seen', { headers: { cookie } })).status).toBe(401);
      }
      const revoked = await askBy(second, `/api/keys/${reader.id}`, { method: 'DELETE', headers: { authorization } });
      expect(revoked.status).toBe(200);
      expect((await askBy(first, '/api/data/seen', { headers })).status).toBe(401);
      expect((await askBy(first, '/api/data/seen', { headers: { cookie } })).status).toBe(401);
      await feed.until(() => feed.hasEnded);
    }
    const left = await askBy(first, '/api/keys', { headers: { authorization } });
    expect((JSON.parse(left.text) as { keys: unknown[] }).keys).toHaveLength(1);
  });

  it('take their port for themselves, whoever else would share it', async () => {
    using elsewhere = new TemporaryFolder();
    const args = ['--datapath', elsewhere.path, '--urls', server.url, '--workers', '2'];
    const { code, stdout } = await runServer({ args });
    expect({ code, stdout }).toEqual({ code: 3, stdout: expect.stringContaining('is taken by another program') });
  });

  it('end together, and let go of those who follow the changes', async () => {
    const headers = { authorization: `Bearer ${root}` };
    const readers = await Promise.all(
      Array.from({ length: 4 }, () => EventReader.open(server.url, '/api/changes', '', headers)),
    );
    expect(await server.stop()).toMatchObject({ code: 0 });
    await server.logged('Shut down cleanly');
    for (const reader of readers) {
      await reader.until(() => reader.hasEnded);
      expect(reader.retryMs).toBeGreaterThan(0);
    }
  });

  it('keep what both have answered over a crash', async () => {
    using fresh = new TemporaryFolder();
    const killed = await startServer({ args: ['--datapath', fresh.path, ...TWO] });
    const agents = await connectionsToBoth(killed);
    const answered: string[] = [];
    const write = async (agent: Agent, name: string): Promise<void> => {
      for (let at = 0; ; at++) {
        const { status } = await put(killed.url, `${name}-${at}`, String(at), agent);
        if (status === 200) answered.push(`${name}-${at}`);
        if (answered.length === 40) await killed.kill();
      }
    };
    await Promise.allSettled(agents.map((agent, at) => write(agent, `worker${at}`)));
    agents.forEach((agent) => agent.destroy());

    await using again = await startServer({ args: ['--datapath', fresh.path] });
    for (const key of answered) expect((await ask(again.url, `/api/data/${key}`)).status).toBe(200);
  });
});
