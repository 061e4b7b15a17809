import { documentPageSchema, type DocumentPage } from '@bimetal/contract';
import { type Answered, ask, put } from './http-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const KEYS = ['a', 'users/a/1', 'users/a/2', 'users/b', 'users/c/10', 'users/c/9', 'users/d', 'users0', 'z-2', 'z-10'];

interface Item {
  readonly key?: string;
  readonly prefix?: string;
}

const named = (items: readonly Item[]): string[] => items.map(({ key, prefix }) => key ?? `${prefix}…`);
const keysOf = ({ text }: Answered): string[] => named(JSON.parse(text) as Item[]);
const linkOf = ({ headers }: Answered): string | undefined =>
  /^<([^>]+)>; rel="next"$/.exec(String(headers['link'] ?? ''))?.[1];

describe('lists', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answered> =>
    ask(server.url, path, { method, headers });
  const list = (query: string, headers?: Record<string, string>): Promise<Answered> =>
    get(`/api/data?${query}`, headers);

  /** All pages of a list, by their links. */
  async function pages(query: string, between: () => Promise<unknown> = () => Promise.resolve()): Promise<string[][]> {
    const all: string[][] = [];
    for (let path: string | undefined = `/api/data?${query}`; path !== undefined;) {
      const page = await get(path);
      expect(page.status).toBe(200);
      all.push(keysOf(page));
      path = linkOf(page);
      await between();
    }
    return all;
  }

  beforeAll(async () => {
    folder = new TemporaryFolder();
    server = await startServer({ args: ['--datapath', folder.path] });
    for (const [index, key] of KEYS.entries()) await put(server.url, key, `{"n":${index},"a,b":"${key}","c":[1,2]}`);
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  it.each([
    ['', KEYS],
    ['from=users/b&to=users0', KEYS.slice(3, 8)],
    ['after=users/b&before=users0', KEYS.slice(4, 7)],
    ['reverse=true&prefix=z-', ['z-10', 'z-2']],
    ['offset=7', KEYS.slice(7)],
    ['prefix=users/&offset=4&limit=2', KEYS.slice(5, 7)],
    ['reverse=true&offset=9', ['a']],
    ['offset=10', []],
    ['prefix=users/&delimiter=/', ['users/a/…', 'users/b', 'users/c/…', 'users/d']],
    ['delimiter=/', ['a', 'users/…', 'users0', 'z-2', 'z-10']],
    ['where=/n ge 8', ['z-2', 'z-10']],
    ['prefix=nothing', []],
  ])('have the documents of ?%s', async (query, keys) => {
    expect(keysOf(await list(query.replaceAll(' ', '%20')))).toEqual(keys);
  });

  it.each([
    ['limit=3', 3],
    ['limit=4&reverse=true', 4],
    ['limit=1&delimiter=/&prefix=users/', 1],
    ['limit=2&delimiter=/&reverse=true', 2],
    ['limit=2&where=/n%20ne%203', 2],
    ['limit=2&from=users/b&to=z-2&revision=latest', 2],
    ['limit=3&offset=1', 3],
  ])('come in pages that are together the whole, by their links: ?%s', async (query, limit) => {
    const all = await pages(query);
    expect(all.flat()).toEqual(keysOf(await list(query.replace(/limit=\d+&?/, ''))));
    expect(all.slice(0, -1).every((page) => page.length === limit)).toBe(true);
    expect(all.length).toBeGreaterThan(1);
  });

  it('go on where they were, whatever is written meanwhile', async () => {
    const all = await pages('prefix=z-&limit=1', async () => {
      await put(server.url, 'z-1', '1');
      await ask(server.url, '/api/data/z-1', { method: 'DELETE' });
    });
    expect(all.flat()).toEqual(['z-2', 'z-10']);
  });

  it('show one revision on all pages when they are held to it', async () => {
    const first = await list('limit=9&revision=latest');
    await put(server.url, 'z-11', '1');
    const path = linkOf(first);
    expect(path).toContain(`revision=${first.headers['bimetal-revision']}&`);
    expect(keysOf(await get(String(path)))).toEqual(['z-10']);
    expect(keysOf(await list('after=z-2'))).toEqual(['z-10', 'z-11']);
    await ask(server.url, '/api/data/z-11', { method: 'DELETE' });
  });

  it('say what has become of a revision', async () => {
    const gone = await list('revision=1');
    expect(gone.status).toBe(410);
    expect(JSON.parse(gone.text)).toMatchObject({ code: 'REVISION_GONE', detail: expect.stringMatching(/latest/) });
    expect(JSON.parse((await list('revision=1000000')).text)).toMatchObject({ code: 'PARAMETER_INVALID' });
  });

  it('tell their total by parameter and by preference, without the bounds of the page', async () => {
    for (const [query, headers] of [
      ['limit=2&prefix=users&count=true', {}],
      ['limit=2&prefix=users', { prefer: 'count=exact' }],
    ] as const) {
      const page = await list(query, headers);
      expect(page.headers['x-total-count']).toBe('7');
      expect((await get(String(linkOf(page)), headers)).headers['x-total-count']).toBe('7');
    }
    expect((await list('prefix=users')).headers['x-total-count']).toBeUndefined();
  });

  it('say in an envelope what the headers say', async () => {
    const page = await list('envelope=true&count=true&limit=2&include=revision&fields=/n');
    const read: DocumentPage = documentPageSchema.parse(JSON.parse(page.text));
    expect(read).toEqual({
      revision: page.headers['bimetal-revision'],
      count: '10',
      items: [
        { key: 'a', revision: '1', value: { n: 0 } },
        { key: 'users/a/1', revision: '2', value: { n: 1 } },
      ],
      next: linkOf(page),
    });
    const all = documentPageSchema.parse(JSON.parse((await list('envelope=true')).text));
    expect([named(all.items), all.next, all.count]).toEqual([KEYS, null, undefined]);
  });

  it('are lines for who asks for lines', async () => {
    const headers = { accept: 'application/x-ndjson' };
    for (const query of ['prefix=users/a', 'prefix=users/a&limit=2']) {
      const { text, headers: answered } = await list(query, headers);
      expect(answered['content-type']).toBe('application/x-ndjson');
      const lines = text.split('\n').slice(0, -1);
      expect(lines.map((line) => (JSON.parse(line) as Item).key)).toEqual(['users/a/1', 'users/a/2']);
    }
    expect(await list('prefix=nothing', headers)).toMatchObject({ status: 200, text: '' });
  });

  it('have the fields that are named, with a comma in a name escaped', async () => {
    const { text } = await list('prefix=users/b&fields=/a%2Cb,/c/1');
    expect(text).toBe('[{"key":"users/b","value":{"a,b":"users/b","c":[2]}}]');
  });

  it('have no next page behind a search that has looked at all', async () => {
    const found = await list('where=/n%20eq%2099');
    expect([found.text, linkOf(found)]).toEqual(['[]', undefined]);
  });

  it('answer HEAD with the headers of GET', async () => {
    const path = '/api/data?limit=3&count=true';
    const [got, headed] = [await get(path), await get(path, {}, 'HEAD')];
    expect(headed.text).toBe('');
    for (const name of ['link', 'x-total-count', 'content-type', 'content-length', 'bimetal-revision']) {
      expect([name, headed.headers[name]]).toEqual([name, got.headers[name]]);
    }
  });

  it.each([
    ['limit=0', 400, 'PARAMETER_INVALID'],
    ['cursor=AAAA', 400, 'CURSOR_INVALID'],
    ['where=/n', 400, 'FILTER_INVALID'],
    ['fields=n', 400, 'POINTER_INVALID'],
    ['from=a//b', 400, 'KEY_SEGMENT'],
    ['prefix=%0A', 400, 'PREFIX_INVALID'],
    ['order=asc', 400, 'REQUEST_INVALID'],
  ])('are refused for ?%s: %i %s', async (query, status, code) => {
    for (const headers of [{}, { 'if-none-match': '*' }]) {
      const refused = await list(query, headers);
      expect({ status: refused.status, ...JSON.parse(refused.text) }).toMatchObject({ status, code });
    }
  });

  it('come in pages of many chunks', async () => {
    const lines = `"${'x'.repeat(40_000)}"`;
    for (let number = 0; number < 20; number++) await put(server.url, `large/${number}`, lines);
    const page = await list('prefix=large/&limit=15&envelope=true');
    const { items, next } = documentPageSchema.parse(JSON.parse(page.text));
    expect([items.length, next]).toEqual([15, linkOf(page)]);
    expect(keysOf(await get(String(next).replace('&envelope=true', '')))).toHaveLength(5);
  });
});
