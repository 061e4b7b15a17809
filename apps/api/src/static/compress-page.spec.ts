import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { fastify, type FastifyInstance, type InjectOptions } from 'fastify';
import { Compression } from '../compression/compression.js';
import { compressPage } from './compress-page.js';
import { FolderPage } from './folder-page.js';
import { MemoryPage } from './memory-page.js';
import { PageService } from './page.service.js';

let app: FastifyInstance;

afterEach(() => app.close());

const get = (url: string, options: InjectOptions = {}) => app.inject({ url, ...options });

describe('a page in memory that is compressed', () => {
  const text = '<p>page</p>'.repeat(200);
  const coded = { 'accept-encoding': 'gzip' };

  beforeEach(() => {
    const files = new Map([
      ['index.html', { contentType: 'text/html; charset=utf-8', etag: '"1a"', bytes: () => Buffer.from(text) }],
      ['a.png', { contentType: 'image/png', etag: '"3c"', bytes: () => Buffer.from(text) }],
    ]);
    const service = new PageService(new MemoryPage('a test', files));
    app = fastify();
    compressPage(app, new Compression(true));
    app.get('/*', (request, reply) => service.send(request.raw.url ?? '/', reply));
  });

  it('sends texts in the coding that is accepted, with a tag of its own', async () => {
    const { headers, rawPayload } = await get('/', { headers: coded });
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', etag: '"1a-gzip"', vary: 'Accept-Encoding' });
    expect(gunzipSync(rawPayload).toString()).toBe(text);
    const headed = await get('/', { headers: coded, method: 'HEAD' });
    expect(headed.headers).toMatchObject({ 'content-encoding': 'gzip', etag: '"1a-gzip"' });
    expect([headed.body, headed.headers['content-length']]).toEqual(['', undefined]);
  });

  it('knows its tag again', async () => {
    const { statusCode, headers } = await get('/', { headers: { ...coded, 'if-none-match': '"1a-gzip"' } });
    expect([statusCode, headers.etag, headers.vary]).toEqual([304, '"1a-gzip"', 'Accept-Encoding']);
    expect((await get('/', { headers: { 'if-match': '"1a-gzip"' } })).statusCode).toBe(200);
  });

  it('sends pictures as they are, and texts to who accepts no coding', async () => {
    expect((await get('/a.png', { headers: coded })).headers).not.toHaveProperty('content-encoding');
    expect((await get('/')).headers).toMatchObject({ etag: '"1a"', vary: 'Accept-Encoding' });
  });
});

describe('a page in a folder that is compressed', () => {
  it('sends its files so, and asks for no more than before to know them again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bimetal-page-'));
    const text = '<p>page</p>'.repeat(200);
    writeFileSync(join(folder, 'index.html'), text);
    try {
      const page = new FolderPage(folder);
      app = fastify();
      await page.prepare(app);
      compressPage(app, new Compression(true));
      app.get('/*', (_request, reply) => page.send('index.html', reply));
      const headers = { 'accept-encoding': 'br' };
      const got = await get('/', { headers });
      expect(got.headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' });
      expect(brotliDecompressSync(got.rawPayload).toString()).toBe(text);
      const etag = String(got.headers.etag);
      expect(etag).toMatch(/^W\//);
      expect((await get('/', { headers: { ...headers, 'if-none-match': etag } })).statusCode).toBe(304);
      const part = await get('/', { headers: { ...headers, range: 'bytes=0-2' } });
      expect([part.statusCode, part.body, part.headers['content-encoding']]).toEqual([206, '<p>', undefined]);
      const headed = await get('/', { headers, method: 'HEAD' });
      expect([headed.headers['content-encoding'], headed.headers['content-length']]).toEqual(['br', undefined]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
