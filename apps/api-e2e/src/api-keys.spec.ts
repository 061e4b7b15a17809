import { type ApiKey, type MadeApiKey, type ProblemCode } from '@bimetal/contract';
import { EventReader } from './event-reader.ts';
import { type Answered, type Asked, ask } from './http-client.ts';
import { runServer, type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

let folder: TemporaryFolder;
let server: ServerProcess;
let root: string;

/** Asks as who has a key; without one as nobody. */
function askAs(key: string | undefined, path: string, asked: Asked = {}, url = localUrl()): Promise<Answered> {
  const headers = { ...asked.headers, ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) };
  return ask(url, path, { ...asked, headers });
}

/** The server listens everywhere; here it is reached on loopback. */
const localUrl = (): string => server.url.replace('0.0.0.0', '127.0.0.1');

const codeOf = ({ status, text }: Answered): [number, ProblemCode | undefined] => {
  const { code } = (text === '' ? {} : JSON.parse(text)) as { code?: ProblemCode };
  return [status, code];
};

const post = (body: unknown): Asked => ({ method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) });
const put = (value: string): Asked => ({ method: 'PUT', headers: JSON_TYPE, body: value });

async function make(asked: Partial<ApiKey>, by = root): Promise<MadeApiKey> {
  const answer = await askAs(by, '/api/keys', post(asked));
  expect(answer.status).toBe(201);
  return JSON.parse(answer.text) as MadeApiKey;
}

const start = (): Promise<ServerProcess> =>
  startServer({ args: ['--datapath', folder.path, '--urls', 'http://0.0.0.0:0'] });

/** The command, on the folder that no server holds. */
const keys = (...args: string[]) => runServer({ args: ['keys', ...args, '--datapath', folder.path] });

beforeAll(async () => {
  folder = new TemporaryFolder();
  const refused = await keys('create', '--scopes', 'read');
  expect({ code: refused.code, stderr: refused.stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(/the first API key must have the scope admin/),
  });
  const made = await keys('create', '--name', 'root', '--scopes', 'admin');
  expect({ code: made.code, stdout: made.stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^bmt_[2-9a-z]{12}_[0-9a-f]{64}\n$/),
  });
  root = made.stdout.trim();
  server = await start();
});

afterAll(async () => {
  await server.stop();
  folder[Symbol.dispose]();
});

describe('a server with API keys', () => {
  it('listens beyond loopback once there is a key', async () => {
    expect(server.url).toContain('0.0.0.0');
    expect(await server.logged('API keys are sent as they are over http://')).toContain('"level":"warn"');
    expect((await askAs(undefined, '/api/health/live')).status).toBe(200);
  });

  it('needs one of everybody, and says how to send it', async () => {
    const nobody = await askAs(undefined, '/api/data/a');
    expect(codeOf(nobody)).toEqual([401, 'API_KEY_REQUIRED']);
    expect(nobody.headers['www-authenticate']).toBe('Bearer realm="bimetal"');
    const wrong = await askAs(
      root.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      '/api/data/a',
    );
    expect(codeOf(wrong)).toEqual([401, 'API_KEY_UNKNOWN']);
    expect(wrong.headers['www-authenticate']).toContain('error="invalid_token"');
    expect(codeOf(await askAs(root, '/api/data/a'))).toEqual([404, 'DOCUMENT_NOT_FOUND']);
    expect((await askAs(undefined, '/')).status).not.toBe(401);
  });

  it('tells without a key that it is ready, and no more', async () => {
    expect(JSON.parse((await askAs(undefined, '/api/health/ready')).text)).toEqual({ status: 'ready' });
    expect(JSON.parse((await askAs(root, '/api/health/ready')).text)).toMatchObject({ store: { engine: 'log' } });
  });

  it('makes, lists and revokes keys, each told once, with a line for the audit', async () => {
    const { key, ...told } = await make({ name: 'reader', scopes: ['read'], expires: '2100-01-01T00:00:00Z' });
    expect(told).toMatchObject({ name: 'reader', scopes: ['read'], prefixes: [], expires: '2100-01-01T00:00:00.000Z' });
    const { text } = await askAs(root, '/api/keys');
    expect((JSON.parse(text) as { keys: ApiKey[] }).keys).toEqual([expect.objectContaining({ name: 'root' }), told]);
    expect(text).not.toMatch(/bmt_|sha256/);
    expect(codeOf(await askAs(key, '/api/keys'))).toEqual([403, 'API_KEY_SCOPE']);
    expect(codeOf(await askAs(key, '/api/data/a', put('1')))).toEqual([403, 'API_KEY_SCOPE']);
    expect((await askAs(root, `/api/keys/${told.id}`, { method: 'DELETE' })).status).toBe(200);
    expect(codeOf(await askAs(key, '/api/data/a'))).toEqual([401, 'API_KEY_UNKNOWN']);
    expect(codeOf(await askAs(root, `/api/keys/${told.id}`, { method: 'DELETE' }))).toEqual([404, 'API_KEY_NOT_FOUND']);
    const id = root.slice(4, 16);
    expect(codeOf(await askAs(root, `/api/keys/${id}`, { method: 'DELETE' }))).toEqual([409, 'API_KEY_ADMIN_NEEDED']);
    expect(codeOf(await askAs(root, '/api/keys', post({ scopes: ['all'] })))).toEqual([400, 'API_KEY_INVALID']);
    for (const act of ['API key made', 'API key revoked']) {
      const line = JSON.parse(await server.logged(`"act":"${act}"`)) as { traceId: string };
      expect(line).toMatchObject({
        audit: { act, by: id, address: '127.0.0.1', key: told.id },
        traceId: expect.any(String),
      });
    }
    expect(server.logs.join('\n')).not.toMatch(/bmt_[2-9a-z]{12}_/);
  });

  it('keeps a key to its prefixes, in documents, lists, batches, imports and feeds', async () => {
    const { key } = await make({ scopes: ['read', 'write'], prefixes: ['users/'] });
    await askAs(root, '/api/data/orders/1', put('1'));
    expect((await askAs(key, '/api/data/users/alice', put('{"a":1}'))).status).toBe(200);
    const refused = [403, 'API_KEY_PREFIX'];
    const deed = (write: object): Asked => post({ operations: [{ put: 'users/bob', value: 2 }, write] });
    const lines = (...names: string[]): Asked => ({
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: names.map((name) => `{"key":"${name}","value":3}\n`).join(''),
    });
    const beyond: [path: string, asked?: Asked][] = [
      ['/api/data/orders/1'],
      ['/api/data/%6Frders%2F1'],
      ['/%61pi/data/orders/1'],
      ['/api/data/orders/1', put('2')],
      ['/api/data/orders/1', { method: 'DELETE' }],
      ['/api/data'],
      ['/api/data?prefix=orders/'],
      ['/api/data?prefix=users'],
      ['/api/data?after=users/'],
      ['/api/data?prefix=orders', post(1)],
      ['/api/data?prefix=orders/&count=1', { method: 'DELETE' }],
      ['/api/batch', deed({ put: 'orders/2', value: 2 })],
      ['/api/batch', deed({ remove: 'orders/1' })],
      ['/api/import', lines('users/carol', 'orders/3')],
      ['/api/changes'],
      ['/api/changes?prefix=&wait=0'],
      ['/api/changes?snapshot=true'],
      ['/api/status'],
    ];
    for (const [path, asked] of beyond)
      expect([path, ...codeOf(await askAs(key, path, asked))]).toEqual([path, ...refused]);
    expect((await askAs(root, '/api/data')).text).toBe(
      '[{"key":"orders/1","value":1},{"key":"users/alice","value":{"a":1}}]',
    );
    expect((await askAs(key, '/api/data?prefix=users/')).text).toBe('[{"key":"users/alice","value":{"a":1}}]');
    expect((await askAs(key, '/api/batch', deed({ remove: 'users/alice' }))).status).toBe(200);
    expect((await askAs(key, '/api/import', lines('users/carol', 'users/dave'))).status).toBe(200);
    const { changes } = JSON.parse((await askAs(key, '/api/changes?prefix=users/&since=0&wait=0')).text) as {
      changes: { key: string }[];
    };
    expect(new Set(changes.map((change) => change.key))).toEqual(
      new Set(['users/alice', 'users/bob', 'users/carol', 'users/dave']),
    );
  });

  it('ends feeds and sessions with the key that they were begun with', async () => {
    const { key, id } = await make({ scopes: ['read'] });
    using feed = await EventReader.open(localUrl(), '/api/changes', '', { authorization: `Bearer ${key}` });
    expect(feed.status).toBe(200);
    const begun = await askAs(key, '/api/session', { method: 'POST' });
    expect(begun.status).toBe(201);
    const [setCookie = ''] = begun.headers['set-cookie'] ?? [];
    expect(setCookie).toMatch(/; HttpOnly; SameSite=Strict$/);
    const headers = { cookie: setCookie.slice(0, setCookie.indexOf(';')) };
    expect(codeOf(await askAs(undefined, '/api/data/none', { headers }))).toEqual([404, 'DOCUMENT_NOT_FOUND']);
    expect(JSON.parse((await askAs(undefined, '/api/session', { headers })).text)).toMatchObject({ key: { id } });
    const elsewhere = { ...headers, 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:3000' };
    expect(codeOf(await askAs(undefined, '/api/data/none', { headers: elsewhere }))).toEqual([401, 'API_KEY_REQUIRED']);
    await askAs(root, `/api/keys/${id}`, { method: 'DELETE' });
    expect(await feed.next()).toMatchObject({ name: 'failed', data: { code: 'API_KEY_UNKNOWN' } });
    expect(await feed.next()).toBeUndefined();
    expect(codeOf(await askAs(undefined, '/api/data/none', { headers }))).toEqual([401, 'API_KEY_REQUIRED']);
  });

  it('tells no stack and no path of the server to any client', async () => {
    const paths = [
      '/api/data/a//b',
      '/api/nothing',
      '/api/data?x=1',
      '/%zz',
      '/nothing.js',
      '/api/data?prefix=%',
      '/api/session',
    ];
    const answers = await Promise.all([
      ...paths.flatMap((path) => [askAs(root, path), askAs(undefined, path), askAs(root, path, put('{'))]),
      askAs(root, '/api/keys', { ...post({}), body: '{' }),
      askAs(root, '/api/backups', { method: 'POST' }),
    ]);
    expect(answers.filter(({ status }) => status >= 400).length).toBeGreaterThan(10);
    for (const { text } of answers) {
      expect(text).not.toMatch(/\bat .*[\w.]+:\d+:\d+|node_modules|\.ts\b|\.rs\b/);
      expect(text).not.toContain(folder.path);
    }
  });

  it('is administrated through its URL as well', async () => {
    const env = { BIMETAL_URL: localUrl(), BIMETAL_KEY: root };
    const made = await runServer({ args: ['keys', 'create', '--scopes', 'read', '--prefix', 'a/', '--json'], env });
    const { id } = JSON.parse(made.stdout) as MadeApiKey;
    const [listed, nobody] = await Promise.all([
      runServer({ args: ['keys', 'list'], env }),
      runServer({ args: ['keys', 'list'], env: { ...env, BIMETAL_KEY: '' } }),
    ]);
    expect(listed).toMatchObject({ code: 0, stdout: expect.stringMatching(new RegExp(`^${id} .*"a/"$`, 'm')) });
    expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining('API_KEY_') });
    expect(await runServer({ args: ['keys', 'revoke', id], env })).toMatchObject({ code: 0 });
  });

  it('has every key that was answered, whole, after kill -9', async () => {
    const answered: MadeApiKey[] = [];
    const makeMany = async (): Promise<void> => {
      try {
        for (;;) answered.push(await make({ scopes: ['read'], prefixes: ['x'.repeat(500)] }));
      } catch {
        // The server was killed.
      }
    };
    const making = Promise.all(Array.from({ length: 8 }, makeMany));
    const enough = async (): Promise<void> => {
      while (answered.length < 40) await new Promise((resolve) => setTimeout(resolve, 1));
    };
    await Promise.race([enough(), making]);
    await server.kill();
    await making;
    expect(answered.length).toBeGreaterThanOrEqual(40);
    server = await start();
    const { keys: left } = JSON.parse((await askAs(root, '/api/keys')).text) as { keys: ApiKey[] };
    expect(left.map(({ id }) => id)).toEqual(expect.arrayContaining(answered.map(({ id }) => id)));
    expect(
      left.filter(({ scopes, prefixes }) => scopes[0] === 'read' && prefixes[0]?.length === 500).length,
    ).toBeGreaterThanOrEqual(answered.length);
    const [last] = answered.slice(-1);
    expect((await askAs(last?.key, `/api/data?prefix=${'x'.repeat(500)}`)).text).toBe('[]');
  });
});
