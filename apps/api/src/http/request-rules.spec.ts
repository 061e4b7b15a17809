import { type FastifyRequest } from 'fastify';
import { hostRule } from '../config/config.js';
import { parseListenUrl } from '../config/listen-url.js';
import { RequestError } from '../problem/request-error.js';
import { checkRequest, type RequestRules } from './request-rules.js';

const onLoopback: RequestRules = {
  allowsHost: hostRule({ urls: [parseListenUrl('http://127.0.0.1:5000')], hosts: ['store.example'] }),
  corsOrigins: ['https://friend.example'],
  isPage: (path) => path === '/',
  access: { check: () => undefined },
};

interface Given {
  method?: string;
  url?: string;
  is404?: boolean;
  httpVersion?: string;
  headers?: Record<string, string | undefined>;
}

/** The code a request is refused with, or undefined when it passes. */
function refusal(
  { method = 'POST', url = '/api/data/quickdoc-1', is404 = false, httpVersion = '1.1', headers = {} }: Given,
  rules = onLoopback,
) {
  const all = { host: '127.0.0.1:5000', ...headers };
  try {
    const raw = { url, httpVersion, headers: all, rawHeaders: [] };
    checkRequest({ method, is404, headers: all, raw } as unknown as FastifyRequest, rules);
    return undefined;
  } catch (error) {
    const { code } = error as { code?: string };
    // Anything else is no refusal, and must not look like a request that passes.
    if (code === undefined) throw error;
    return code;
  }
}

describe('the host of a request', () => {
  it.each([
    '127.0.0.1:5000',
    'localhost',
    'LOCALHOST:1',
    'localhost.',
    '[::1]:5000',
    '[0:0:0:0:0:0:0:1]:5000',
    '[::ffff:127.0.0.1]',
    'store.example:80',
    'Store.Example.',
  ])('may be %s', (host) => {
    expect(refusal({ method: 'GET', headers: { host } })).toBeUndefined();
  });

  it.each(['evil.example', 'evil.example:5000', '127.0.0.1.evil.example', '127.0.0.999', 'localhost..', '.', ''])(
    'may not be %p on loopback',
    (host) => {
      expect(refusal({ method: 'GET', headers: { host } })).toBe('HOST_NOT_ALLOWED');
    },
  );

  it('must be there', () => {
    expect(refusal({ headers: { host: undefined } })).toBe('REQUEST_INVALID');
  });

  it('may be any when the server listens beyond loopback, unless hosts are named', () => {
    const urls = [parseListenUrl('http://0.0.0.0:5000')];
    const open = { ...onLoopback, allowsHost: hostRule({ urls, hosts: [] }) };
    const named = { ...onLoopback, allowsHost: hostRule({ urls, hosts: ['store.example'] }) };
    expect(refusal({ method: 'GET', headers: { host: 'any.example' } }, open)).toBeUndefined();
    expect(refusal({ method: 'GET', headers: { host: 'any.example' } }, named)).toBe('HOST_NOT_ALLOWED');
  });
});

describe('a host that is none', () => {
  it.each(['a@127.0.0.1', '127.0.0.1/x', 'local host'])('is %p', (host) => {
    expect(refusal({ method: 'GET', headers: { host } })).toBe('REQUEST_INVALID');
  });
});

describe('the target of a request', () => {
  it.each(['/api/data/a#b', '/api/data#b', '/api/data?prefix=a#b'])('has no fragment: %s', (url) => {
    expect(refusal({ method: 'GET', url })).toBe('REQUEST_INVALID');
  });
});

describe('the origin of a write', () => {
  it.each<[string, Record<string, string>]>([
    ['a client that is no browser', {}],
    ['the page itself', { origin: 'http://127.0.0.1:5000' }],
    ['the page itself, under a name in capitals', { origin: 'http://localhost:5000', host: 'LOCALHOST:5000' }],
    ['the page itself, as the browser says', { origin: 'http://127.0.0.1:5000', 'sec-fetch-site': 'same-origin' }],
    ['the page behind a development proxy', { origin: 'http://localhost:4200', 'sec-fetch-site': 'same-origin' }],
    ['a page of an allowed origin', { origin: 'https://friend.example', 'sec-fetch-site': 'cross-site' }],
  ])('may be %s', (_who, headers) => {
    expect(refusal({ headers })).toBeUndefined();
  });

  it.each<[string, Record<string, string>]>([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another site in an old browser', { origin: 'https://evil.example' }],
    ['another program on this machine', { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-site' }],
    ['a sandboxed page', { origin: 'null' }],
    ['a site that hides its origin', { 'sec-fetch-site': 'cross-site' }],
  ])('may not be %s', (_who, headers) => {
    expect(refusal({ headers })).toBe('ORIGIN_NOT_ALLOWED');
  });

  it('is not the page itself because a request of HTTP/1.0 has no host either', () => {
    expect(refusal({ httpVersion: '1.0', headers: { host: undefined, origin: 'null' } })).toBe('ORIGIN_NOT_ALLOWED');
  });

  it('does not matter to reads, which CORS guards', () => {
    expect(refusal({ method: 'GET', headers: { origin: 'https://evil.example' } })).toBeUndefined();
  });

  it('may be any with *', () => {
    expect(
      refusal({ headers: { origin: 'https://any.example' } }, { ...onLoopback, corsOrigins: ['*'] }),
    ).toBeUndefined();
  });
});

describe('the content type of a write', () => {
  it.each([
    undefined,
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json;',
    'application/json; charset=utf8',
    'application/json; odata=verbose',
  ])('may be %p', (type) => {
    expect(refusal({ headers: { 'content-type': type } })).toBeUndefined();
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/json; v=1; charset="latin1"',
    'application/json; charset=utf-8; charset=utf-16',
    'application/merge-patch+json',
    'application/jsonp',
    'text/plain; application/json',
    '',
  ])('may not be %p', (type) => {
    expect(refusal({ headers: { 'content-type': type } })).toBe('CONTENT_TYPE_UNSUPPORTED');
  });

  it.each(['identity', 'Identity', 'identity, identity', ''])(
    'may be encoded as %p, which changes nothing',
    (encoding) => {
      expect(refusal({ headers: { 'content-encoding': encoding } })).toBeUndefined();
    },
  );

  it('may not be a part', () => {
    expect(refusal({ method: 'PUT', headers: { 'content-range': 'bytes 0-1/5' } })).toBe('REQUEST_INVALID');
  });

  it('does not matter to what has no value', () => {
    expect(refusal({ method: 'DELETE', headers: { 'content-type': 'text/plain' } })).toBeUndefined();
  });

  it('may not be compressed', () => {
    expect(refusal({ headers: { 'content-encoding': 'gzip' } })).toBe('CONTENT_TYPE_UNSUPPORTED');
    const long = `identity,${' '.repeat(1_000_000)}gzip`;
    expect(refusal({ headers: { 'content-encoding': long } })).toBe('CONTENT_TYPE_UNSUPPORTED');
  });
});

describe('a request that no route takes', () => {
  it.each([
    ['PUT', '/api/data', 'METHOD_NOT_ALLOWED'],
    ['REPORT', '/api/data/quickdoc-1?x=1', 'METHOD_NOT_ALLOWED'],
    ['POST', '/', 'METHOD_NOT_ALLOWED'],
    ['POST', '/api/nothing', 'ROUTE_NOT_FOUND'],
  ])('%s %s is refused as %s', (method, url, code) => {
    expect(refusal({ method, url, is404: true })).toBe(code);
  });
});

describe('a request without the API key that it needs', () => {
  const closed = {
    ...onLoopback,
    access: {
      check: () => {
        throw new RequestError('API_KEY_REQUIRED', 'the server needs an API key');
      },
    },
  };

  it.each<[string, Given]>([
    ['a method that the route does not take', { method: 'PATCH', is404: true }],
    ['a route that is not there', { url: '/api/nothing', is404: true }],
    ['an unknown parameter', { url: '/api/data/a?x=1' }],
    ['a foreign content type', { headers: { 'content-type': 'text/plain' } }],
  ])('is refused for that before %s', (_what, given) => {
    expect(refusal(given, closed)).toBe('API_KEY_REQUIRED');
  });

  it('is refused for its host and its origin before that', () => {
    expect(refusal({ headers: { host: 'evil.example' } }, closed)).toBe('HOST_NOT_ALLOWED');
    expect(refusal({ headers: { origin: 'https://evil.example' } }, closed)).toBe('ORIGIN_NOT_ALLOWED');
  });
});
