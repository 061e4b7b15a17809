import { type Answered, ask, list, put } from './http-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

describe('batches, and writes that are sent again', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;

  const post = (path: string, body: string, headers: Record<string, string> = {}): Promise<Answered> =>
    ask(server.url, path, { method: 'POST', headers, body });
  const batch = (operations: unknown[], headers: Record<string, string> = {}): Promise<Answered> =>
    post('/api/batch', JSON.stringify({ operations }), headers);
  beforeAll(async () => {
    folder = new TemporaryFolder();
    server = await startServer({ args: ['--datapath', folder.path] });
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  it('commit all of their operations at one revision, or none', async () => {
    await put(server.url, 'bob', '1');
    const done = await batch([{ put: 'alice', value: { a: 1 }, if: { noneMatch: '*' } }, { remove: 'bob' }]);
    const { revision, results } = JSON.parse(done.text) as { revision: string; results: unknown };
    expect([done.status, done.headers.etag]).toEqual([200, `"${revision}"`]);
    expect(results).toEqual([
      { key: 'alice', created: true },
      { key: 'bob', removed: true },
    ]);
    const refused = await batch([
      { put: 'carol', value: 1 },
      { put: 'alice', value: 2, if: { match: '1' } },
    ]);
    expect(JSON.parse(refused.text)).toMatchObject({ status: 412, code: 'REVISION_CONFLICT', operation: 1 });
    const invalid = await batch([
      { put: 'carol', value: 1 },
      { put: 'a//b', value: 2 },
    ]);
    expect(JSON.parse(invalid.text)).toMatchObject({ status: 400, code: 'KEY_SEGMENT', operation: 1, offset: 41 });
    expect(await list(server.url)).toEqual([{ key: 'alice', value: { a: 1 } }]);
  });

  const once: [what: string, request: () => Promise<Answered>][] = [
    ['a number', () => post('/api/data?prefix=once', '1', { 'idempotency-key': 'n' })],
    ['a batch', () => batch([{ put: 'o/1', value: 1 }, { remove: 'o/2' }], { 'idempotency-key': '"b"' })],
    [
      'a put',
      () => ask(server.url, '/api/data/o/3', { method: 'PUT', body: '3', headers: { 'idempotency-key': 'p' } }),
    ],
    ['a removal', () => ask(server.url, '/api/data/o/3', { method: 'DELETE', headers: { 'idempotency-key': 'd' } })],
    [
      'a range',
      () => ask(server.url, '/api/data?prefix=o/&count=1', { method: 'DELETE', headers: { 'idempotency-key': 'r' } }),
    ],
  ];
  const said = ({ status, text, headers: { etag, location } }: Answered): unknown => ({ status, text, etag, location });
  const answers: unknown[] = [];
  const askAgain = async (): Promise<void> => {
    const before = await list(server.url);
    for (const [at, [what, request]] of once.entries()) {
      const again = await request();
      expect([what, said(again), again.headers['idempotent-replayed']]).toEqual([what, answers[at], 'true']);
    }
    expect(await list(server.url)).toEqual(before);
  };

  it('are made once, however often they are sent with one key', async () => {
    for (const [, request] of once) answers.push(said(await request()));
    await askAgain();
    const other = await post('/api/data?prefix=once', '2', { 'idempotency-key': 'n' });
    expect(JSON.parse(other.text)).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('are whole or not there, kept with their answers or not there, whenever the process ends', async () => {
    const size = 100;
    const keys = Array.from({ length: 20 }, (_, number) => `kill-${number}`);
    const create = (key: string): Promise<Answered> =>
      post('/api/data?prefix=sum', `"${key}"`, { 'idempotency-key': key });
    const batches = keys.map((name) =>
      batch(Array.from({ length: size }, (_none, at) => ({ put: `${name}/${at}`, value: at }))),
    );
    const creations = keys.map(create);
    const sent = Promise.allSettled([...batches, ...creations]);
    await Promise.race([...batches, ...creations]);
    await server.kill();
    const settled = (await sent).map((one) => (one.status === 'fulfilled' ? one.value.text : undefined));
    server = await startServer({ args: ['--datapath', folder.path] });

    const counts = new Map<string, number>();
    for (const { key } of await list(server.url)) {
      const [name = ''] = key.split('/');
      if (name.startsWith('kill-')) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect([...counts.values()].filter((count) => count !== size)).toEqual([]);
    expect(keys.filter((name, at) => settled[at] !== undefined && !counts.has(name))).toEqual([]);

    await askAgain();
    const again = await Promise.all(keys.map(async (key) => (await create(key)).text));
    const first = settled.slice(keys.length);
    expect(again.map((text, at) => (first[at] === undefined ? undefined : text))).toEqual(first);
    const values = (await list(server.url)).filter(({ key }) => key.startsWith('sum-')).map(({ value }) => value);
    expect(values.sort()).toEqual([...keys].sort());
  });
});
