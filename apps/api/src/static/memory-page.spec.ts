import { fastify, type FastifyInstance, type InjectOptions } from 'fastify';
import { MemoryPage, type PageFile } from './memory-page.js';
import { PageService } from './page.service.js';

const bytesOf = (text: string): PageFile['bytes'] => {
  const bytes = new TextEncoder().encode(text);
  return () => bytes;
};

const page = new MemoryPage(
  'a test',
  new Map([
    ['index.html', { contentType: 'text/html; charset=utf-8', etag: '"1a"', bytes: bytesOf('<p>page</p>') }],
    ['main-5XK2VWQ7.js', { contentType: 'text/javascript; charset=utf-8', etag: '"2b"', bytes: bytesOf('1') }],
  ]),
);

let app: FastifyInstance;

beforeEach(() => {
  const service = new PageService(page);
  app = fastify();
  app.get('/*', (request, reply) => service.send(request.raw.url ?? '/', reply));
});

afterEach(() => app.close());

const get = (url: string, options: InjectOptions = {}) => app.inject({ url, ...options });

describe('a page in memory', () => {
  it('sends a file with its type, its entity tag and how long it may be kept', async () => {
    const { statusCode, headers, body } = await get('/main-5XK2VWQ7.js');
    expect({ statusCode, body }).toEqual({ statusCode: 200, body: '1' });
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-length': '1',
      etag: '"2b"',
      'cache-control': expect.stringContaining('immutable'),
      'content-security-policy': expect.stringContaining("default-src 'self'"),
    });
  });

  it.each(['/', '/index.html', '/?x=1', '/documents/a/b%20c', '/status'])(
    'answers %s with the page itself',
    async (url) => {
      expect((await get(url)).body).toBe('<p>page</p>');
    },
  );

  it.each(['/missing.js', '/some/route', '/..%2fpackage.json', '/.hidden.js'])('has no %s', async (url) => {
    expect((await get(url)).statusCode).not.toBe(200);
  });

  it('sends no body for HEAD, and says how long it would be', async () => {
    const { headers, body } = await get('/', { method: 'HEAD' });
    expect({ body, length: headers['content-length'] }).toEqual({ body: '', length: '11' });
  });

  it.each(['"1a"', 'W/"1a"', '"x", "1a"', '*'])(
    'is not sent again to who names it by If-None-Match: %s',
    async (tag) => {
      const { statusCode, headers, body } = await get('/', { headers: { 'if-none-match': tag } });
      expect({ statusCode, body }).toEqual({ statusCode: 304, body: '' });
      expect(headers).toMatchObject({ etag: '"1a"', 'cache-control': 'no-cache' });
      expect(headers).not.toHaveProperty('content-type');
    },
  );

  it.each(['"2b"', '1a', '"1a'])('is sent to who names another by If-None-Match: %s', async (tag) => {
    expect((await get('/', { headers: { 'if-none-match': tag } })).statusCode).toBe(200);
  });

  it.each([
    ['"1a"', 200],
    ['*', 200],
    ['"2b", "1a"', 200],
    ['"2b"', 412],
    ['W/"1a"', 412],
  ])('is sent to who wants the one of If-Match: %s, or refused', async (tag, status) => {
    app.setErrorHandler((error, _request, reply) =>
      reply.code((error as { code?: string }).code === 'PRECONDITION_FAILED' ? 412 : 500).send(),
    );
    expect((await get('/', { headers: { 'if-match': tag } })).statusCode).toBe(status);
  });
});
