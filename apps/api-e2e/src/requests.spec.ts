import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Index, LIST_PARAMETERS, type Ready } from '@bimetal/contract';
import { ask, put } from './http-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { ADDON_PROFILE } from './server-program.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${TRACE_ID}-00f067aa0ba902b7-01`;

describe('a server', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;

  beforeAll(async () => {
    folder = new TemporaryFolder();
    const page = join(folder.path, 'page');
    mkdirSync(join(page, 'media'), { recursive: true });
    writeFileSync(join(page, 'index.html'), '<!doctype html><title>The page</title>');
    writeFileSync(join(page, 'main-ABCD1234.js'), 'console.log(1)');
    writeFileSync(join(page, 'favicon.ico'), 'icon');
    writeFileSync(join(page, '.hidden'), 'hidden');
    writeFileSync(join(page, 'media', 'inter-QWERTY12.woff2'), 'font');
    writeFileSync(join(folder.path, 'secret.txt'), 'secret');
    server = await startServer({
      args: [
        '--datapath',
        join(folder.path, 'data'),
        '--uipath',
        page,
        '--log-level',
        'debug',
        '--cors-origins',
        'https://friend.example',
      ],
    });
    await put(server.url, 'quickdoc-1', '{"a":1}');
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  describe('traces a request', () => {
    it('under the id of its caller, in the response and on every line', async () => {
      const { headers } = await ask(server.url, '/api/data/bad/', { method: 'POST', headers: { traceparent } });
      expect(headers['x-trace-id']).toBe(TRACE_ID);
      const answered = await server.logged(
        `"traceId":"${TRACE_ID}","method":"POST","url":"/api/data/bad/","status":400`,
      );
      expect(JSON.parse(answered)).toMatchObject({ level: 'debug', msg: 'answered', ms: expect.any(Number) });
      expect(await server.logged('refused: ')).toContain(TRACE_ID);
    });

    it('under an id of its own when the caller has none', async () => {
      const { headers } = await ask(server.url, '/api/data');
      expect(headers['x-trace-id']).toMatch(/^[0-9a-f]{32}$/);
      expect(await server.logged(String(headers['x-trace-id']))).toContain('"url":"/api/data"');
    });
  });

  describe('tells of its health', () => {
    it('that it lives', async () => {
      const { status, text } = await ask(server.url, '/api/health/live');
      expect([status, JSON.parse(text)]).toEqual([200, { status: 'live' }]);
    });

    it('that it is ready, with the builds that run', async () => {
      const { text } = await ask(server.url, '/api/health/ready');
      const ready = JSON.parse(text) as Ready;
      expect(ready).toMatchObject({
        status: 'ready',
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        api: { buildId: expect.stringMatching(/^[0-9a-f]{16}$/), node: process.version },
        addon: { profile: ADDON_PROFILE, buildId: expect.stringMatching(/./) },
        store: { engine: 'log', lastRevision: expect.stringMatching(/^\d+$/), documents: 1 },
      });
    });
  });

  describe('lists its routes', () => {
    it.each([
      [
        '/api',
        [
          '/api',
          '/api/openapi.json',
          '/api/docs',
          '/api/data',
          '/api/data/*',
          '/api/changes',
          '/api/batch',
          '/api/import',
          '/api/backups',
          '/api/check',
          '/api/keys',
          '/api/keys/:id',
          '/api/session',
          '/api/status',
          '/api/status/history',
          '/api/health',
          '/api/health/live',
          '/api/health/ready',
        ],
      ],
      ['/api/health', ['/api/health', '/api/health/live', '/api/health/ready']],
    ])('at %s', async (path, expected) => {
      const { status, text } = await ask(server.url, path);
      const { routes } = JSON.parse(text) as Index;
      expect([status, routes.map((route) => route.path)]).toEqual([200, expected]);
      const lists = routes.find((route) => route.path === '/api/data');
      if (lists !== undefined) expect(lists.parameters).toEqual(LIST_PARAMETERS);
    });
  });

  describe('serves the page', () => {
    it.each(['/', '/index.html', '/?x=1'])('at %s', async (path) => {
      const { status, headers, text } = await ask(server.url, path);
      expect([status, text]).toEqual([200, '<!doctype html><title>The page</title>']);
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      expect(headers['content-security-policy']).toContain("script-src 'self';");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    });

    it.each(['/main-ABCD1234.js', '/media/inter-QWERTY12.woff2'])('with %s to be kept for a year', async (path) => {
      expect((await ask(server.url, path)).headers['cache-control']).toBe('public, max-age=31536000, immutable');
    });

    it('with other files to be asked for again, which costs nothing when they are the same', async () => {
      const { headers } = await ask(server.url, '/favicon.ico');
      expect(headers['cache-control']).toBe('no-cache');
      const again = await ask(server.url, '/favicon.ico', { headers: { 'if-none-match': String(headers.etag) } });
      expect(again.status).toBe(304);
    });

    it('to HEAD without a body', async () => {
      expect(await ask(server.url, '/', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
    });

    it.each([
      '/missing.js',
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/.hidden',
      '/media/../../secret.txt',
      '/api/x',
      '/about',
      '/apiary',
      '/health',
      '/metrics',
      '//api/data',
      '/API/data',
      '/.svn/entries',
      '/.env',
      '/media/',
      '/media',
      '/index.html/',
      '/%61pi/x',
      '/api%2Fx',
      '/api%2Fdata',
    ])('and not %s', async (path) => {
      const { status, headers, text } = await ask(server.url, path);
      expect([status, headers['content-type']]).toEqual([404, 'application/problem+json']);
      expect(JSON.parse(text)).toMatchObject({ code: 'ROUTE_NOT_FOUND' });
    });
  });

  describe('lets pages of another origin', () => {
    const preflight = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type' };

    it('read and write when the origin is allowed', async () => {
      const origin = 'https://friend.example';
      const asked = await ask(server.url, '/api/data/quickdoc-1', {
        method: 'OPTIONS',
        headers: { origin, ...preflight },
      });
      expect(asked.status).toBe(204);
      expect(asked.headers).toMatchObject({ 'access-control-allow-origin': origin });
      expect(asked.headers['access-control-allow-methods']).toContain('PUT');
      for (const path of ['/api/data', '/api/data/quickdoc-1', '/api/data/bad/']) {
        expect((await ask(server.url, path, { headers: { origin } })).headers['access-control-allow-origin']).toBe(
          origin,
        );
      }
      const written = await ask(server.url, '/api/data/quickdoc-1', {
        method: 'PUT',
        body: '{"a":1}',
        headers: { origin },
      });
      expect(written).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': origin } });
    });

    it('ask for what is on this machine, when the origin is allowed', async () => {
      const ofNetwork = { ...preflight, 'access-control-request-private-network': 'true' };
      for (const [origin, allowed] of [
        ['https://friend.example', 'true'],
        ['https://evil.example', undefined],
      ] as const) {
        const asked = await ask(server.url, '/api/data/quickdoc-1', {
          method: 'OPTIONS',
          headers: { origin, ...ofNetwork },
        });
        expect(asked.headers['access-control-allow-private-network']).toBe(allowed);
      }
    });

    it('are told the methods, when they ask for none', async () => {
      const headers = { origin: 'https://friend.example' };
      const asked = await ask(server.url, '/api/data', { method: 'OPTIONS', headers });
      expect(asked).toMatchObject({ status: 204, headers: { allow: 'GET, HEAD, POST, DELETE' } });
      expect(asked.headers).not.toHaveProperty('access-control-allow-methods');
    });

    it.each(['/api/backups', '/api/%62ackups', '/api/check'])(
      'make no backups or checks by %s, even when the origin is allowed',
      async (path) => {
        const headers = { origin: 'https://friend.example' };
        const asked = await ask(server.url, path, { method: 'OPTIONS', headers: { ...headers, ...preflight } });
        expect(asked.headers).not.toHaveProperty('access-control-allow-origin');
        const refused = await ask(server.url, path, { method: 'POST', headers });
        expect([refused.status, JSON.parse(refused.text).code]).toEqual([403, 'ORIGIN_NOT_ALLOWED']);
      },
    );

    it('do neither when it is not', async () => {
      const origin = 'https://evil.example';
      const asked = await ask(server.url, '/api/data/quickdoc-1', {
        method: 'OPTIONS',
        headers: { origin, ...preflight },
      });
      expect(asked.headers['access-control-allow-origin']).not.toBe(origin);
      expect(
        (await ask(server.url, '/api/data', { headers: { origin } })).headers['access-control-allow-origin'],
      ).not.toBe(origin);
      const written = await ask(server.url, '/api/data/quickdoc-1', { method: 'PUT', body: '0', headers: { origin } });
      expect(written.status).toBe(403);
    });
  });
});

describe('a server with --cors-origins *', () => {
  it('lets every page read and write', async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer({ args: ['--datapath', folder.path, '--cors-origins', '*'] });
    const headers = { origin: 'https://any.example' };
    expect((await ask(server.url, '/api/data', { headers })).headers['access-control-allow-origin']).toBe('*');
    const path = '/api/data/quickdoc-1';
    expect((await ask(server.url, path, { method: 'PUT', body: '1', headers })).status).toBe(200);
  });
});

describe('a server without a built page', () => {
  it('says how to build it', async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer({
      args: ['--datapath', folder.path, '--uipath', join(folder.path, 'none')],
    });
    const { status, text } = await ask(server.url, '/');
    expect(status).toBe(404);
    expect(text).toContain('npx nx build @bimetal/ui');
  });
});
