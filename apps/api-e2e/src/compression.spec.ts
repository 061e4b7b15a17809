import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { type Answered, ask, put } from './http-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const decompress = { zstd: zstdDecompressSync, br: brotliDecompressSync, gzip: gunzipSync };
const CODINGS = ['zstd', 'br', 'gzip'] as const;

const PAGE = `<!doctype html><title>Bimetal</title>${' '.repeat(2000)}`;

const valueOf = (length: number): string => `"${'x'.repeat(length - 2)}"`;

describe('compression', () => {
  let folder: TemporaryFolder;
  let page: TemporaryFolder;
  let server: ServerProcess;

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answered> =>
    ask(server.url, path, { method, headers });

  /** Sets a document and answers its revision. */
  async function set(key: string, value: string): Promise<string> {
    return (JSON.parse((await put(server.url, key, value)).text) as { revision: string }).revision;
  }

  beforeAll(async () => {
    folder = new TemporaryFolder();
    page = new TemporaryFolder();
    writeFileSync(join(page.path, 'index.html'), PAGE);
    server = await startServer({ args: ['--datapath', folder.path, '--uipath', page.path] });
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
    page[Symbol.dispose]();
  });

  it.each(CODINGS)('gives documents of every length in %s, with a tag of their own', async (coding) => {
    for (const length of [1024, 64 * 1024 + 1]) {
      const value = valueOf(length);
      const revision = await set('a', value);
      const { status, headers, bytes } = await get('/api/data/a', { 'accept-encoding': coding });
      expect([status, headers['content-encoding'], headers['vary']]).toEqual([200, coding, 'Accept-Encoding']);
      expect(headers['etag']).toBe(`"${revision}-${coding}"`);
      expect(bytes.length).toBeLessThan(length / 4);
      expect(decompress[coding](bytes).toString() === value).toBe(true);
      const headed = await get('/api/data/a', { 'accept-encoding': coding }, 'HEAD');
      expect(headed.headers).toMatchObject({
        etag: headers['etag'],
        'content-encoding': coding,
        vary: 'Accept-Encoding',
      });
      expect(headed.headers['content-length']).toBeUndefined();
    }
  });

  it('leaves alone what is short, and what nobody wants compressed', async () => {
    const short = await set('short', valueOf(1023));
    const answered = await get('/api/data/short', { 'accept-encoding': 'gzip' });
    expect(answered).toMatchObject({ text: valueOf(1023), headers: { etag: `"${short}"` } });
    expect([answered.headers['content-encoding'], answered.headers['vary']]).toEqual([undefined, undefined]);
    const long = await set('long', valueOf(1024));
    for (const accepted of [{}, { 'accept-encoding': 'identity' }, { 'accept-encoding': 'gzip;q=0, identity' }]) {
      const { text, headers } = await get('/api/data/long', accepted);
      expect([text, headers['etag'], headers['vary']]).toEqual([valueOf(1024), `"${long}"`, 'Accept-Encoding']);
      expect(headers['content-encoding']).toBeUndefined();
    }
  });

  it('leaves conditions working with the tag of a coding', async () => {
    const revision = await set('b', valueOf(2000));
    const gzip = `"${revision}-gzip"`;
    for (const tag of [gzip, `W/${gzip}`]) {
      const { status, headers } = await get('/api/data/b', { 'accept-encoding': 'gzip, br', 'if-none-match': tag });
      expect([status, headers['etag'], headers['vary']]).toEqual([304, gzip, 'Accept-Encoding']);
    }
    // It was kept for somebody else.
    const other = await get('/api/data/b', { 'accept-encoding': 'br', 'if-none-match': gzip });
    expect([other.status, other.headers['content-encoding']]).toEqual([200, 'br']);
    expect((await get('/api/data/b', { 'if-match': gzip })).status).toBe(200);
    const write = (match: string): Promise<Answered> =>
      ask(server.url, '/api/data/b', {
        method: 'PUT',
        headers: { 'content-type': 'application/json', 'if-match': match },
        body: '1',
      });
    expect((await write(`W/${gzip}`)).status).toBe(412);
    expect((await write(gzip)).status).toBe(200);
    expect((await write(gzip)).status).toBe(412);
  });

  it.each(CODINGS)('gives lists in %s, in one stream and in pages', async (coding) => {
    for (let number = 0; number < 10; number++) await set(`list/${number}`, valueOf(40_000));
    for (const query of [
      'prefix=list/',
      'prefix=list/&limit=3',
      'prefix=list/&limit=9',
      'prefix=list/&envelope=true',
    ]) {
      const path = `/api/data?${query}`;
      const [plain, coded] = [await get(path), await get(path, { 'accept-encoding': coding })];
      expect([coded.status, coded.headers['content-encoding'], coded.headers['vary']]).toEqual([
        200,
        coding,
        'Accept-Encoding',
      ]);
      expect(decompress[coding](coded.bytes).equals(plain.bytes)).toBe(true);
      expect((await get(path, { 'accept-encoding': coding }, 'HEAD')).headers['content-encoding']).toBe(coding);
    }
    const none = await get('/api/data?prefix=none', { 'accept-encoding': coding });
    expect([none.text, none.headers['content-encoding']]).toEqual(['[]', undefined]);
  });

  it.each(CODINGS)('gives the page in %s', async (coding) => {
    const { headers, bytes } = await get('/', { 'accept-encoding': coding });
    expect([headers['content-encoding'], headers['vary']]).toEqual([coding, 'Accept-Encoding']);
    expect(decompress[coding](bytes).toString()).toBe(PAGE);
  });

  it('leaves the change feed and problems as they are', async () => {
    const changes = await get('/api/changes?since=0&limit=100', { 'accept-encoding': 'gzip' });
    const missing = await get(`/api/data/${'k'.repeat(500)}`, { 'accept-encoding': 'gzip' });
    expect([changes.status, changes.headers['content-encoding']]).toEqual([200, undefined]);
    expect([missing.status, missing.headers['content-encoding']]).toEqual([404, undefined]);
  });
});
