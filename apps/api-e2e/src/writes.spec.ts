import { type Answered, ask, list, put } from './http-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

describe('writes', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;

  const send = (method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Answered> =>
    ask(server.url, path, { method, headers, ...(body === undefined ? {} : { body }) });
  const keys = async (): Promise<string[]> => (await list(server.url)).map(({ key }) => key);
  const problemOf = ({ status, text }: Answered): unknown => ({ ...(JSON.parse(text) as object), status });

  beforeAll(async () => {
    folder = new TemporaryFolder();
    server = await startServer({ args: ['--datapath', folder.path] });
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  it('say whether there was a document, and have its revision as entity tag', async () => {
    for (const [method, body, what, is] of [
      ['PUT', '1', 'created', true],
      ['POST', '2', 'created', false],
      ['DELETE', undefined, 'removed', true],
      ['DELETE', undefined, 'removed', false],
    ] as const) {
      const answered = await send(method, '/api/data/what', body);
      const { revision, ...rest } = JSON.parse(answered.text) as { revision: string };
      expect([answered.status, answered.headers.etag, rest]).toEqual([200, `"${revision}"`, { [what]: is }]);
    }
  });

  it('expire when their headers say so', async () => {
    const past = { 'bimetal-expires': 'Mon, 30 Nov 2020 12:00:00 GMT' };
    expect((await send('PUT', '/api/data/gone', '1', past)).status).toBe(200);
    expect((await ask(server.url, '/api/data/gone')).status).toBe(404);
    expect((await send('PUT', '/api/data/stays', '1', { 'bimetal-ttl': '3600.5' })).status).toBe(200);
    expect((await send('PUT', '/api/data/stays', '2', { 'bimetal-expires': '2100-01-31T12:00:00Z' })).status).toBe(200);
    expect((await ask(server.url, '/api/data/stays')).text).toBe('2');
  });

  it.each([
    ['PUT', { 'bimetal-ttl': '0' }],
    ['PUT', { 'bimetal-ttl': '1e3' }],
    ['PUT', { 'bimetal-ttl': '1', 'bimetal-expires': '2100-01-31T12:00:00Z' }],
    ['PUT', { 'bimetal-expires': '2100-02-30T12:00:00Z' }],
    ['DELETE', { 'bimetal-ttl': '1' }],
    ['PUT', { 'idempotency-key': '' }],
  ] as const)('are refused with %s and %j', async (method, headers) => {
    const refused = await send(method, '/api/data/stays', '1', headers);
    expect(problemOf(refused)).toMatchObject({ status: 400, code: 'REQUEST_INVALID' });
  });

  it('get numbers that go up, and that nobody had before, over a removal and a crash', async () => {
    await put(server.url, 'orders-7', '0');
    const create = async (): Promise<string> => {
      const made = await send('POST', '/api/data?prefix=orders', '{"n":1}');
      const { key, revision } = JSON.parse(made.text) as { key: string; revision: string };
      expect(made).toMatchObject({ status: 201, headers: { location: `/api/data/${key}`, etag: `"${revision}"` } });
      return key;
    };
    expect(await Promise.all([create(), create()])).toEqual(['orders-8', 'orders-9']);
    await put(server.url, 'orders-11', '"mine"');
    await send('DELETE', '/api/data/orders-9');
    expect([await create(), await create()]).toEqual(['orders-10', 'orders-12']);
    await server.kill();
    server = await startServer({ args: ['--datapath', folder.path] });
    expect(Number((await create()).slice('orders-'.length))).toBeGreaterThan(12);
    expect((await ask(server.url, '/api/data/orders-11')).text).toBe('"mine"');
  });

  it.each([
    ['POST', '/api/data', 'PARAMETER_INVALID', 400],
    ['POST', '/api/data?prefix=', 'PARAMETER_INVALID', 400],
    ['POST', '/api/data?prefix=a&count=1', 'REQUEST_INVALID', 400],
    ['POST', '/api/data?prefix=a/../b', 'KEY_SEGMENT', 400],
    ['DELETE', '/api/data', 'PARAMETER_INVALID', 400],
    ['DELETE', '/api/data?prefix=orders', 'PARAMETER_INVALID', 400],
    ['DELETE', '/api/data?prefix=orders&count=-1', 'PARAMETER_INVALID', 400],
    ['DELETE', '/api/data?prefix=orders&count=10001', 'BATCH_TOO_LARGE', 400],
  ])('are refused to a whole range that is not named rightly: %s %s', async (method, path, code, status) => {
    expect(problemOf(await send(method, path, '1'))).toMatchObject({ code, status });
  });

  it('remove a range when its documents are as many as is said', async () => {
    for (const key of ['r/1', 'r/2', 'r/3', 'rest']) await put(server.url, key, '1');
    const refused = problemOf(await send('DELETE', '/api/data?prefix=r/&count=2'));
    expect(refused).toMatchObject({ status: 412, code: 'COUNT_CONFLICT', count: 3 });
    const removed = await send('DELETE', '/api/data?prefix=r/&count=3');
    expect(JSON.parse(removed.text)).toMatchObject({ revision: expect.any(String), removed: 3 });
    expect((await keys()).filter((key) => key.startsWith('r'))).toEqual(['rest']);
  });
});
