import { type FastifyReply, type FastifyRequest } from 'fastify';
import { addCorsHeaders, checkOrigin } from './origin.js';

const ORIGIN = 'https://friend.example';

const from = (url: string): FastifyRequest => {
  const headers = { host: '127.0.0.1:5000', origin: ORIGIN, 'sec-fetch-site': 'cross-site' };
  return { method: 'POST', headers, raw: { url, headers } } as unknown as FastifyRequest;
};

/** The headers that let a page of another origin read an answer. */
function told(url: string): Record<string, unknown> {
  const headers: Record<string, unknown> = {};
  addCorsHeaders(
    from(url),
    { header: (name: string, value: unknown) => (headers[name] = value) } as unknown as FastifyReply,
    ['*'],
  );
  return headers;
}

describe('a page of an origin that is let in', () => {
  it('writes documents', () => {
    expect(() => checkOrigin(from('/api/data/a'), [ORIGIN])).not.toThrow();
    expect(told('/api/data/a')).toMatchObject({ 'access-control-allow-origin': '*' });
  });

  it.each([
    '/api/backups',
    '/api/check',
    '/api/status/history',
    '/api/keys',
    '/api/keys/q7w2e9r4t5z6',
    '/%61pi/keys',
    '/api/session',
    '/api/status',
    '/metrics',
  ])('administrates from no page of another origin, whatever origins are let in: %s', (url) => {
    expect(() => checkOrigin(from(url), ['*'])).toThrow(expect.objectContaining({ code: 'ORIGIN_NOT_ALLOWED' }));
    expect(told(url)).toEqual({});
  });
});
