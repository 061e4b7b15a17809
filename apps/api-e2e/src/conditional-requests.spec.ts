import { type Answered, ask, put } from './http-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const KEY = 'quickdoc-1';
const PATH = `/api/data/${KEY}`;

describe('conditional requests', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;
  let revision: string;

  const send = (method: string, headers: Record<string, string>, body?: string): Promise<Answered> =>
    ask(server.url, PATH, { method, headers, ...(body === undefined ? {} : { body }) });
  const tag = (of: string): string => `"${of}"`;

  beforeAll(async () => {
    folder = new TemporaryFolder();
    server = await startServer({ args: ['--datapath', folder.path] });
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  beforeEach(async () => {
    ({ revision } = JSON.parse((await put(server.url, KEY, '{"a":1}')).text) as { revision: string });
  });

  it('learn the entity tag, which is the revision, by HEAD and by a condition that nothing meets', async () => {
    expect((await send('HEAD', {})).headers.etag).toBe(tag(revision));
    const got = await send('GET', { 'if-none-match': tag('0') });
    expect(got).toMatchObject({ status: 200, text: '{"a":1}', headers: { etag: tag(revision) } });
  });

  it.each([
    ['the tag', (of: string) => `"${of}"`],
    ['the tag, weakly', (of: string) => `W/"${of}"`],
    ['the tag among others', (of: string) => `"x", "${of}" , W/"y"`],
    ['anything', () => '*'],
  ])('are not answered the text again when they know %s', async (_what, known) => {
    const got = await send('GET', { 'if-none-match': known(revision) });
    expect(got).toMatchObject({ status: 304, text: '', headers: { etag: tag(revision) } });
    expect(got.headers['cache-control']).toBe('private, no-cache');
    expect(got.headers['content-type']).toBeUndefined();
  });

  it('find no document where there is none', async () => {
    const path = '/api/data/quickdoc-404';
    expect((await ask(server.url, path, { headers: { 'if-none-match': '*' } })).status).toBe(404);
  });

  it.each(['PUT', 'POST', 'DELETE'])('write at the revision that they name (%s), and at no other', async (method) => {
    const body = method === 'DELETE' ? undefined : '{"a":2}';
    const written = await send(method, { 'if-match': tag(revision) }, body);
    expect(written.status).toBe(200);
    await put(server.url, KEY, '{"a":3}');
    const refused = await send(method, { 'if-match': tag(revision) }, body);
    expect(refused).toMatchObject({ status: 412, headers: { 'content-type': 'application/problem+json' } });
    expect(JSON.parse(refused.text)).toMatchObject({ code: 'REVISION_CONFLICT', status: 412 });
    expect((await send('GET', {})).text).toBe('{"a":3}');
  });

  it('create, and never replace, with If-None-Match: *', async () => {
    expect((await send('PUT', { 'if-none-match': '*' }, '2')).status).toBe(412);
    await send('DELETE', {});
    expect((await send('PUT', { 'if-none-match': '*' }, '2')).status).toBe(200);
    expect((await send('GET', {})).text).toBe('2');
  });

  it('replace, and never create, with If-Match: *', async () => {
    expect((await send('PUT', { 'if-match': '*' }, '2')).status).toBe(200);
    await send('DELETE', {});
    expect((await send('PUT', { 'if-match': '*' }, '3')).status).toBe(412);
    expect((await send('GET', {})).status).toBe(404);
  });

  it.each<[string, (of: string) => Record<string, string>, number]>([
    ['one of several tags', (of) => ({ 'if-match': `"1000000", "${of}"` }), 200],
    ['a weak tag, which is not enough', (of) => ({ 'if-match': `W/"${of}"` }), 412],
    ['a tag that is no revision', () => ({ 'if-match': '"other"' }), 412],
    ['a revision beyond all', () => ({ 'if-match': '"99999999999999999999"' }), 412],
    ['a tag that it must not have', (of) => ({ 'if-none-match': `"${of}"` }), 412],
    ['a tag that it does not have', () => ({ 'if-none-match': '"1000000"' }), 200],
    ['a tag in a list with holes', (of) => ({ 'if-match': `, "1000000",, "${of}" ,` }), 200],
    ['two conditions of which one fails', (of) => ({ 'if-match': `"${of}"`, 'if-none-match': '*' }), 412],
  ])('may name %s', async (_what, headers, status) => {
    expect((await send('PUT', headers(revision), '2')).status).toBe(status);
    expect((await send('GET', {})).text).toBe(status === 200 ? '2' : '{"a":1}');
  });

  it.each(['42', '"42', 'W/42', '"1" "2"', '', '*, "1"'])('are refused when the tag is written %p', async (known) => {
    for (const [method, name] of [
      ['GET', 'if-none-match'],
      ['DELETE', 'if-match'],
    ] as const) {
      const refused = await send(method, { [name]: known });
      expect(refused.status).toBe(400);
      expect(JSON.parse(refused.text)).toMatchObject({ code: 'REQUEST_INVALID' });
    }
  });

  it.each([
    ['the tag', (of: string) => `"${of}"`, 200],
    ['a list that has it', (of: string) => `"1",, "${of}"`, 200],
    ['anything', () => '*', 200],
    ['another tag', () => '"1000000"', 412],
    ['the tag, weakly, which is not enough', (of: string) => `W/"${of}"`, 412],
  ])('read at the revision that they name with If-Match: %s', async (_what, match, status) => {
    for (const method of ['GET', 'HEAD']) {
      expect((await send(method, { 'if-match': match(revision) })).status).toBe(status);
    }
  });

  it('find no document, whatever they name, where there is none', async () => {
    const path = '/api/data/quickdoc-404';
    expect((await ask(server.url, path, { headers: { 'if-match': '"1"' } })).status).toBe(404);
  });

  it('are told when a proxy has made their tag weak', async () => {
    const refused = await send('PUT', { 'if-match': `W/"${revision}"` }, '2');
    expect(JSON.parse(refused.text).detail).toMatch(new RegExp(`needs the tag "${revision}" as it is; a proxy`));
    const other = await send('PUT', { 'if-match': 'W/"1000000"' }, '2');
    expect(JSON.parse(other.text).detail).toMatch(/read it again/);
  });

  it('let one of many writers win', async () => {
    const writes = Array.from({ length: 32 }, (_, writer) =>
      send('PUT', { 'if-match': tag(revision) }, String(writer)),
    );
    const statuses = (await Promise.all(writes)).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(31).fill(412)]);
  });

  it('lose no increment of a counter', async () => {
    await send('PUT', {}, '0');
    const increment = async (): Promise<void> => {
      for (;;) {
        const { text, headers } = await send('GET', { 'if-none-match': tag('0') });
        const next = String(Number(text) + 1);
        if ((await send('PUT', { 'if-match': String(headers.etag) }, next)).status === 200) return;
      }
    };
    await Promise.all(Array.from({ length: 16 }, increment));
    expect((await send('GET', {})).text).toBe('16');
  });
});
