import { request } from 'node:http';
import { paths, type ProblemCode } from '@bimetal/contract';
import { ask, type Answered, type Asked, askRaw, list, put } from './http-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const MIB = 1024 * 1024;

interface BadInput extends Asked {
  readonly what: string;
  readonly path?: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly offset?: number;
}

const goodKey = '/api/data/quickdoc-1';
const keyOf = paths.document;
const array = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const objects = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

const badKeys: BadInput[] = [
  { what: 'an empty key', path: '/api/data/', status: 400, code: 'KEY_EMPTY' },
  { what: 'a key of 513 bytes', path: keyOf('x'.repeat(513)), status: 400, code: 'KEY_TOO_LONG' },
  { what: 'a key of 4000 digits', path: keyOf(`quickdoc-${'9'.repeat(4000)}`), status: 400, code: 'KEY_TOO_LONG' },
  { what: 'a key with a control character', path: '/api/data/quick%00oc-1', status: 400, code: 'KEY_CHARACTER' },
  { what: 'a key with a line end', path: '/api/data/quickdoc-1%0A', status: 400, code: 'KEY_CHARACTER' },
  { what: 'a slash too many', path: '/api/data/users//alice', status: 400, code: 'KEY_SEGMENT' },
  { what: 'a slash at the end', path: '/api/data/users/', status: 400, code: 'KEY_SEGMENT' },
  { what: 'a way up', path: '/api/data/users/../alice', status: 400, code: 'KEY_SEGMENT' },
].map((input) => ({ method: 'POST', body: '{}', ...input }) as BadInput);

const badValues: BadInput[] = [
  { what: 'no body', status: 400, code: 'VALUE_NOT_JSON', offset: 0 },
  { what: 'an empty body', body: '', status: 400, code: 'VALUE_NOT_JSON', offset: 0 },
  { what: 'only a byte order mark', body: '\ufeff', status: 400, code: 'VALUE_NOT_JSON', offset: 3 },
  { what: 'only spaces', body: '   ', status: 400, code: 'VALUE_NOT_JSON', offset: 3 },
  { what: 'a word', body: 'hello', status: 400, code: 'VALUE_NOT_JSON', offset: 0 },
  { what: 'an object that is not closed', body: '{"a":1', status: 400, code: 'VALUE_NOT_JSON', offset: 6 },
  { what: 'a comma too many', body: '[1,2,]', status: 400, code: 'VALUE_NOT_JSON', offset: 5 },
  {
    what: 'a wrong word after a byte order mark',
    body: '\ufeff[nope]',
    status: 400,
    code: 'VALUE_NOT_JSON',
    offset: 5,
  },
  { what: 'single quotes', body: "{'a':1}", status: 400, code: 'VALUE_NOT_JSON', offset: 1 },
  { what: 'something after the value', body: '{"a":1} x', status: 400, code: 'VALUE_NOT_JSON', offset: 8 },
  { what: 'a leading zero in a value', body: '[01]', status: 400, code: 'VALUE_NOT_JSON', offset: 2 },
  { what: 'NaN', body: 'NaN', status: 400, code: 'VALUE_NOT_JSON', offset: 0 },
  { what: 'a raw line end in a text', body: '"a\nb"', status: 400, code: 'VALUE_NOT_JSON', offset: 2 },
  {
    what: 'bytes that are not UTF-8',
    body: Buffer.from([0x22, 0x61, 0xff, 0x22]),
    status: 400,
    code: 'VALUE_NOT_UTF8',
    offset: 2,
  },
  {
    what: 'a surrogate in UTF-8',
    body: Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]),
    status: 400,
    code: 'VALUE_NOT_UTF8',
    offset: 1,
  },
  { what: 'UTF-16', body: Buffer.from('{"a":1}', 'utf16le'), status: 400, code: 'VALUE_NOT_JSON', offset: 1 },
  { what: 'arrays 513 levels deep', body: array(513), status: 400, code: 'VALUE_TOO_DEEP', offset: 512 },
  { what: 'objects 513 levels deep', body: objects(513), status: 400, code: 'VALUE_TOO_DEEP', offset: 2560 },
  { what: 'arrays 100,000 levels deep', body: array(100_000), status: 400, code: 'VALUE_TOO_DEEP', offset: 512 },
  { what: 'arrays 1,000,000 levels deep', body: array(1_000_000), status: 400, code: 'VALUE_TOO_DEEP', offset: 512 },
  { what: 'a million open brackets', body: '['.repeat(1_000_000), status: 400, code: 'VALUE_TOO_DEEP', offset: 512 },
  { what: 'a value one byte too large', body: `"${'x'.repeat(16 * MIB - 1)}"`, status: 413, code: 'VALUE_TOO_LARGE' },
  { what: 'a value far too large', body: `"${'x'.repeat(20 * MIB)}"`, status: 413, code: 'VALUE_TOO_LARGE' },
].map((input) => ({ method: 'POST', path: goodKey, ...input }) as BadInput);

const badRequests: BadInput[] = [
  ...[
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=utf-16',
    'application/merge-patch+json',
  ].map((type): BadInput => ({
    what: `the content type ${type}`,
    method: 'POST',
    path: goodKey,
    body: '{}',
    headers: { 'content-type': type },
    status: 415,
    code: 'CONTENT_TYPE_UNSUPPORTED',
  })),
  {
    what: 'a compressed body',
    method: 'PUT',
    path: goodKey,
    body: '{}',
    headers: { 'content-encoding': 'gzip' },
    status: 415,
    code: 'CONTENT_TYPE_UNSUPPORTED',
  },
  { what: 'a document that is not there', path: '/api/data/quickdoc-2', status: 404, code: 'DOCUMENT_NOT_FOUND' },
  { what: 'a parameter that lists do not have', path: '/api/data?order=asc', status: 400, code: 'REQUEST_INVALID' },
  { what: 'a parameter of lists', path: `${goodKey}?prefix=a`, status: 400, code: 'REQUEST_INVALID' },
  {
    what: 'a parameter of a write',
    method: 'PUT',
    body: '2',
    path: `${goodKey}?ttl=60`,
    status: 400,
    code: 'REQUEST_INVALID',
  },
  { what: 'an unknown route', path: '/api/nothing', status: 404, code: 'ROUTE_NOT_FOUND' },
  { what: 'an unknown file', path: '/nothing.js', status: 404, code: 'ROUTE_NOT_FOUND' },
  {
    what: 'a method no route takes',
    method: 'REPORT',
    path: goodKey,
    body: '{}',
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
  },
  { what: 'deleting everything', method: 'DELETE', path: '/api/data', status: 400, code: 'PARAMETER_INVALID' },
  { what: 'posting to the page', method: 'POST', path: '/', body: '{}', status: 405, code: 'METHOD_NOT_ALLOWED' },
  { what: 'a percent sign alone', path: '/api/data/100%', status: 400, code: 'REQUEST_INVALID' },
  { what: 'an escape that is none', path: '/api/data/%zz', status: 400, code: 'REQUEST_INVALID' },
  { what: 'an escape that is not UTF-8', path: '/api/data/%ff', status: 400, code: 'REQUEST_INVALID' },
  { what: 'a bad escape outside the API', path: '/%c0%af', status: 400, code: 'REQUEST_INVALID' },
  {
    what: 'headers of 20 KiB',
    path: goodKey,
    headers: { 'x-long': 'x'.repeat(20_000) },
    status: 431,
    code: 'REQUEST_HEADERS_TOO_LARGE',
  },
  {
    what: 'a foreign host name',
    path: goodKey,
    headers: { host: 'evil.example' },
    status: 403,
    code: 'HOST_NOT_ALLOWED',
  },
  {
    what: 'a write from a foreign page',
    method: 'POST',
    path: goodKey,
    body: '{}',
    headers: { origin: 'https://evil.example' },
    status: 403,
    code: 'ORIGIN_NOT_ALLOWED',
  },
];

/** Requests that are broken below HTTP: what stands here goes over the wire as it is. */
const brokenRequests: [what: string, bytes: string][] = [
  ['no HTTP at all', 'hello\r\n\r\n'],
  ['no host', `PUT ${goodKey} HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}`],
  ['a length that is no number', `PUT ${goodKey} HTTP/1.1\r\nHost: localhost\r\nContent-Length: two\r\n\r\n{}`],
  ['two lengths', `PUT ${goodKey} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
  ['a body shorter than its length', `PUT ${goodKey} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n{"a":2}`],
  [
    'a length beside chunks',
    `PUT ${goodKey} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
  ],
  [
    'a chunk that is none',
    `PUT ${goodKey} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
  ],
];

describe('bad input', () => {
  const original = { key: 'quickdoc-1', value: { title: 'untouched' } };
  let folder: TemporaryFolder;
  let server: ServerProcess;

  beforeAll(async () => {
    folder = new TemporaryFolder();
    server = await startServer({ args: ['--datapath', folder.path] });
    await put(server.url, original.key, JSON.stringify(original.value));
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  // Whatever was sent: the server lives, and what it keeps is as it was.
  afterEach(async () => expect(await list(server.url)).toEqual([original]));

  function expectProblem(
    { status, headers, text }: Pick<Answered, 'status' | 'headers' | 'text'>,
    expected: BadInput,
  ): void {
    expect(headers['content-type']).toBe('application/problem+json');
    const { code, offset } = expected;
    expect({ status, ...JSON.parse(text) }).toMatchObject({
      type: `urn:bimetal:error:${code}`,
      status: expected.status,
      code,
      title: expect.stringMatching(/^[A-Z]/),
      detail: expect.stringMatching(/./),
      traceId: headers['x-trace-id'],
      ...(offset === undefined ? {} : { offset }),
    });
  }

  it.each([...badKeys, ...badValues, ...badRequests])('$what is refused with $status $code', async (input) => {
    expectProblem(await ask(server.url, input.path ?? '/', input), input);
  });

  it.each(brokenRequests)('%s is refused with 400 REQUEST_INVALID', async (_what, bytes) => {
    const answer = await askRaw(server.url, bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toMatch(/content-type: application\/problem\+json\r\n/i);
    expect(JSON.parse(answer.slice(answer.indexOf('{"type"')))).toMatchObject({ code: 'REQUEST_INVALID', status: 400 });
  });

  it('chunks without an end are refused as soon as they are too many', async () => {
    const { hostname, port } = new URL(server.url);
    const answered = await new Promise<Answered>((resolve, reject) => {
      const sent = request({ host: hostname, port, path: goodKey, method: 'PUT', agent: false }, (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (part: string) => (text += part));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, bytes: Buffer.from(text) });
          sent.destroy();
        });
      });
      sent.on('error', reject);
      const piece = Buffer.alloc(MIB, 'x');
      for (let pieces = 0; pieces < 18; pieces++) sent.write(piece);
    });
    expectProblem(answered, { what: '', status: 413, code: 'VALUE_TOO_LARGE' });
  });

  it('a refused method is answered with those that are allowed', async () => {
    expect((await ask(server.url, '/api/data', { method: 'PUT' })).headers.allow).toBe('GET, HEAD, POST, DELETE');
    expect((await ask(server.url, goodKey, { method: 'QUERY' })).headers.allow).toBe(
      'GET, HEAD, POST, PUT, PATCH, DELETE',
    );
    expect((await ask(server.url, '/', { method: 'PUT' })).headers.allow).toBe('GET, HEAD');
    expect((await ask(server.url, '/about', { method: 'PUT' })).status).toBe(404);
  });
});
