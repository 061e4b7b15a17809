import { paths } from '@bimetal/contract';
import { ask, list, put } from './http-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

function revisionOf(text: string): bigint {
  return BigInt((JSON.parse(text) as { revision: string }).revision);
}

describe('documents over HTTP', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;

  beforeAll(async () => {
    folder = new TemporaryFolder();
    server = await startServer({ args: ['--datapath', folder.path] });
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  afterEach(async () => {
    for (const { key } of await list(server.url)) {
      await ask(server.url, paths.document(key), { method: 'DELETE' });
    }
  });

  it('are set, listed, deleted and no longer listed', async () => {
    const set = await ask(server.url, '/api/data/quickdoc-1', { method: 'POST', body: '{"title":"First"}' });
    expect(set.status).toBe(200);
    expect(JSON.parse(set.text)).toEqual({ revision: expect.stringMatching(/^\d+$/), created: true });
    expect(await list(server.url)).toEqual([{ key: 'quickdoc-1', value: { title: 'First' } }]);

    const removed = await ask(server.url, '/api/data/quickdoc-1', { method: 'DELETE' });
    expect(removed.status).toBe(200);
    expect(revisionOf(removed.text)).toBe(revisionOf(set.text) + 1n);
    expect(await list(server.url)).toEqual([]);
  });

  it('are listed in the order of name and number, not of text', async () => {
    const keys = ['quickdoc-10', 'quickdoc-9', 'quickdoc-18446744073709551615', 'aaaaaaaa-3', 'quickdoc-0'];
    for (const key of keys) await put(server.url, key, 'null');
    expect((await list(server.url)).map(({ key }) => key)).toEqual([
      'aaaaaaaa-3',
      'quickdoc-0',
      'quickdoc-9',
      'quickdoc-10',
      'quickdoc-18446744073709551615',
    ]);
  });

  it.each([
    ['numbers that JavaScript cannot hold', '{"n": 12345678901234567890.12345678901234567890, "m":1e400}'],
    ['spaces and line ends', ' {\r\n\t"a" : [ 1 , 2 ] }\n'],
    ['names that occur twice', '{"a":1,"a":2}'],
    ['characters of all lengths', '"\u00e9\u20ac\u{1f600}\ufeff\u2028"'],
    ['escapes as they were written', '"\\u00e9\\ud83d\\ude00\\/"'],
    ['a lone surrogate, escaped', '"\\ud800"'],
    ['a bare value', 'false'],
  ])('keep %s byte for byte', async (_what, value) => {
    expect((await put(server.url, 'quickdoc-1', value)).status).toBe(200);
    expect((await ask(server.url, '/api/data/quickdoc-1')).bytes).toEqual(Buffer.from(value));
    expect((await ask(server.url, '/api/data')).bytes).toEqual(Buffer.from(`[{"key":"quickdoc-1","value":${value}}]`));
  });

  it('lose a byte order mark at their start', async () => {
    expect((await put(server.url, 'quickdoc-1', '\ufeff{"a":1}')).status).toBe(200);
    expect((await ask(server.url, '/api/data/quickdoc-1')).text).toBe('{"a":1}');
  });

  it.each(['hello', 'users/alice@example.com', 'a/b?c#%!-42', '"quote"!-1', '---------7', 'привет'])(
    'can have the key %s',
    async (key) => {
      expect((await put(server.url, key, '1')).status).toBe(200);
      expect((await ask(server.url, paths.document(key))).text).toBe('1');
      expect(await list(server.url)).toEqual([{ key, value: 1 }]);
    },
  );

  it('are replaced by PUT and POST alike', async () => {
    for (const [index, method] of ['PUT', 'POST', 'PUT'].entries()) {
      const body = String(index);
      expect((await ask(server.url, '/api/data/quickdoc-1', { method, body })).status).toBe(200);
      expect((await ask(server.url, '/api/data/quickdoc-1')).text).toBe(body);
    }
  });

  it('can be deleted when there are none', async () => {
    const removed = await ask(server.url, '/api/data/nothing-here', { method: 'DELETE' });
    expect(removed.status).toBe(200);
    expect(JSON.parse(removed.text)).toEqual({ revision: expect.stringMatching(/^\d+$/), removed: false });
  });

  it('are asked for by HEAD without a body', async () => {
    await put(server.url, 'quickdoc-1', '{"a":1}');
    const one = await ask(server.url, '/api/data/quickdoc-1', { method: 'HEAD' });
    expect(one).toMatchObject({ status: 200, text: '', headers: { 'content-length': '7' } });
    expect(await ask(server.url, '/api/data', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
    expect(await ask(server.url, '/api/data/quickdoc-2', { method: 'HEAD' })).toMatchObject({ status: 404, text: '' });
  });

  it('are answered as JSON that browsers must not take for anything else', async () => {
    await put(server.url, 'quickdoc-1', '{"a":1}');
    for (const [path, caching] of [
      ['/api/data', 'no-store'],
      ['/api/data/quickdoc-1', 'private, no-cache'],
    ] as const) {
      expect((await ask(server.url, path)).headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'x-content-type-options': 'nosniff',
        'cache-control': caching,
      });
    }
  });

  it('may be as large as the limit', async () => {
    const value = `"${'x'.repeat(16 * 1024 * 1024 - 2)}"`;
    expect((await put(server.url, 'quickdoc-1', value)).status).toBe(200);
    expect((await ask(server.url, '/api/data/quickdoc-1')).bytes.length).toBe(value.length);
  });

  it('may be as deep as the limit', async () => {
    const value = `${'['.repeat(512)}${']'.repeat(512)}`;
    expect((await put(server.url, 'quickdoc-1', value)).status).toBe(200);
    expect((await ask(server.url, '/api/data/quickdoc-1')).text).toBe(value);
  });
});

describe('documents after a restart', () => {
  it('are still there, and revisions go on', async () => {
    using folder = new TemporaryFolder();
    const args = ['--datapath', folder.path];
    const first = await startServer({ args });
    expect(revisionOf((await put(first.url, 'quickdoc-1', '{"title":"kept"}')).text)).toBe(1n);
    expect((await first.stop()).code).toBe(0);

    await using second = await startServer({ args });
    expect(await list(second.url)).toEqual([{ key: 'quickdoc-1', value: { title: 'kept' } }]);
    expect(revisionOf((await put(second.url, 'quickdoc-2', '2')).text)).toBe(2n);
  });
});
