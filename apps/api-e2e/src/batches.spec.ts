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
  const restart = async (): Promise<void> => {
    await server.kill();
    server = await startServer({ args: ['--datapath', folder.path] });
  };

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
    const invalid = await batch([{ put: 'carol', value: 1 }, { put: 'a//b', value: 2 }]);
    expect(JSON.parse(invalid.text)).toMatchObject({ status: 400, code: 'KEY_SEGMENT', operation: 1, offset: 42 });
    expect(await list(server.url)).toEqual([{ key: 'alice', value: { a: 1 } }]);
  });

  it('are whole or not there after a crash', async () => {
    const size = 200;
    const sent = Array.from({ length: 30 }, (_, number) =>
      batch(Array.from({ length: size }, (_none, at) => ({ put: `crash-${number}/${at}`, value: at }))).then(
        () => number,
        () => undefined,
      ),
    );
    await Promise.race(sent);
    await restart();
    const answered = (await Promise.all(sent)).filter((number) => number !== undefined);
    const counts = new Map<string, number>();
    for (const { key } of await list(server.url)) {
      const [name = ''] = key.split('/');
      if (name.startsWith('crash-')) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect([...counts.values()].filter((count) => count !== size)).toEqual([]);
    expect(answered.filter((number) => !counts.has(`crash-${number}`))).toEqual([]);
  });

  it('are made once, however often they are sent with one key, and answered the same after a crash', async () => {
    const requests: [string, () => Promise<Answered>][] = [
      ['a number', () => post('/api/data?prefix=once', '1', { 'idempotency-key': 'n' })],
      ['a batch', () => batch([{ put: 'o/1', value: 1 }, { remove: 'o/2' }], { 'idempotency-key': '"b"' })],
      ['a put', () => ask(server.url, '/api/data/o/3', { method: 'PUT', body: '3', headers: { 'idempotency-key': 'p' } })],
      ['a removal', () => ask(server.url, '/api/data/o/3', { method: 'DELETE', headers: { 'idempotency-key': 'd' } })],
      ['a range', () => ask(server.url, '/api/data?prefix=o/&count=1', { method: 'DELETE', headers: { 'idempotency-key': 'r' } })],
    ];
    const said = ({ status, text, headers: { etag, location } }: Answered): unknown => ({ status, text, etag, location });
    const first: unknown[] = [];
    for (const [, request] of requests) first.push(said(await request()));
    const before = await list(server.url);
    for (const isAfterCrash of [false, true]) {
      if (isAfterCrash) await restart();
      for (const [at, [what, request]] of requests.entries()) {
        const again = await request();
        expect([what, said(again), again.headers['idempotent-replayed']]).toEqual([what, first[at], 'true']);
      }
      expect(await list(server.url)).toEqual(before);
    }
    const other = await post('/api/data?prefix=once', '2', { 'idempotency-key': 'n' });
    expect(JSON.parse(other.text)).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('are there if and only if their answers are kept, whenever the process ends', async () => {
    const keys = Array.from({ length: 40 }, (_, number) => `kill-${number}`);
    const send = (key: string): Promise<Answered> =>
      ask(server.url, '/api/data?prefix=sum', { method: 'POST', body: `"${key}"`, headers: { 'idempotency-key': key } });
    const sent = keys.map((key) => send(key).then(({ text }) => text, () => undefined));
    await Promise.race(sent);
    await restart();
    const answers = await Promise.all(sent);
    const again = await Promise.all(keys.map(async (key) => (await send(key)).text));
    for (const [at, answer] of answers.entries()) if (answer !== undefined) expect(again[at]).toBe(answer);
    const values = (await list(server.url)).filter(({ key }) => key.startsWith('sum-')).map(({ value }) => value);
    expect(values.sort()).toEqual([...keys].sort());
  });
});
