import { type IncomingMessage } from 'node:http';
import { PlainRequests } from './plain-requests.js';

interface Given {
  url?: string;
  httpVersionMinor?: number;
  headers?: Record<string, string | undefined>;
  rawHeaders?: string[];
  absolute?: object;
}

const request = ({ url = '/api/data/users/a-1', httpVersionMinor = 1, headers = {}, rawHeaders, absolute }: Given) => {
  const all = { host: '127.0.0.1', ...headers };
  const raw = rawHeaders ?? Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  return {
    url,
    httpVersionMajor: 1,
    httpVersionMinor,
    headers: all,
    rawHeaders: raw,
    absolute,
  } as unknown as IncomingMessage;
};

const plain = () => new PlainRequests((host) => host === '127.0.0.1');
const read = (given: Given) => plain().readOf(request(given));
const write = ({ headers, ...given }: Given) =>
  plain().writeOf(request({ headers: { 'content-length': '2', ...headers }, ...given }));

describe('a plain request', () => {
  it('names its key', () => {
    expect([read({}), write({})]).toEqual(['users/a-1', 'users/a-1']);
    expect(read({ url: "/api/data/A.b_c~d!e*f'g(h)" })).toBe("A.b_c~d!e*f'g(h)");
    expect(write({ headers: { 'content-type': 'application/json' } })).toBe('users/a-1');
  });

  it.each(['/api/data/', '/api/data', '/api/data/a%20b', '/api/data/a?x=1', '/api/data/a#b', '/api/data/ä', '/', '*'])(
    'has no target like %s',
    (url) => {
      expect([read({ url }), write({ url })]).toEqual([undefined, undefined]);
    },
  );

  it.each<[string, Given]>([
    ['another version', { httpVersionMinor: 0 }],
    ['a condition', { headers: { 'if-none-match': '*' } }],
    ['another condition', { headers: { 'if-match': '"1"' } }],
    ['an expectation', { headers: { expect: '100-continue' } }],
    ['a body of no length', { headers: { 'transfer-encoding': 'chunked' } }],
    ['no host', { headers: { host: undefined } }],
    ['another host', { headers: { host: 'evil.example' } }],
    ['a target with a host of its own', { absolute: {} }],
  ])('has not %s', (_what, given) => {
    expect([read(given), write(given)]).toEqual([undefined, undefined]);
  });

  it('has one host, also when the one before had the same', () => {
    const requests = plain();
    const two = request({ rawHeaders: ['host', '127.0.0.1', 'Host', 'evil.example'] });
    expect(requests.readOf(two)).toBeUndefined();
    expect(requests.readOf(request({}))).toBe('users/a-1');
    expect(requests.readOf(two)).toBeUndefined();
    expect(requests.readOf(request({ headers: { host: 'evil.example' } }))).toBeUndefined();
  });

  it.each<[string, Record<string, string | undefined>]>([
    ['a page that sends it', { origin: 'http://127.0.0.1' }],
    ['a browser that sends it', { 'sec-fetch-site': 'same-origin' }],
    ['another type', { 'content-type': 'text/plain' }],
    ['an encoding', { 'content-encoding': 'gzip' }],
    ['a part', { 'content-range': 'bytes 0-1/5' }],
    ['a key to be made once by', { 'idempotency-key': 'a' }],
    ['a time to live', { 'bimetal-ttl': '1' }],
    ['no length', { 'content-length': undefined }],
    ['no byte', { 'content-length': '0' }],
    ['many bytes', { 'content-length': '65537' }],
  ])('that writes has not %s', (_what, headers) => {
    expect(write({ headers })).toBeUndefined();
  });
});
