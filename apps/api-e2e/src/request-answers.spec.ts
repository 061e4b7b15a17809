import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { put } from './http-client.ts';
import { type RawAnswer, RawConnection } from './raw-connection.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

interface Expected {
  readonly status: number;
  readonly code?: string;
  /** What a header says; undefined: that it is not there. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly detail?: RegExp;
  readonly text?: string;
}

const HOST = 'Host: 127.0.0.1\r\n';
const KEY = '/api/data/quickdoc-1';
const LONG_AGO = 'Sat, 01 Jan 2000 00:00:00 GMT';
/** A write with these headers, of `1`. */
const write = (headers: string, target = KEY, method = 'PUT'): string =>
  `${method} ${target} HTTP/1.1\r\n${HOST}Content-Length: 1\r\n${headers}\r\n1`;
const get = (target: string, headers = '', method = 'GET'): string =>
  `${method} ${target} HTTP/1.1\r\n${HOST}${headers}\r\n`;

/** Requests as they go over the wire, by what RFC 9110 and RFC 9112 say of them. */
const table: Record<string, [bytes: string, expected: Expected][]> = {
  'targets in absolute form': [
    [get('http://127.0.0.1/api/data/quickdoc-1'), { status: 200, text: '1' }],
    [get('HTTP://LOCALHOST:1/api/data/quickdoc-1'), { status: 200, text: '1' }],
    [get('http://127.0.0.1/?x=1'), { status: 200, text: 'page' }],
    [get('http://127.0.0.1'), { status: 200, text: 'page' }],
    [get('http://127.0.0.1?x=1'), { status: 200, text: 'page' }],
    [get('http://127.0.0.1/main.js'), { status: 200, text: '0123456789' }],
    [get('http://127.0.0.1/nothing.js'), { status: 404, code: 'ROUTE_NOT_FOUND' }],
    [get('http://127.0.0.1/api/data', '', 'PUT'), { status: 405, headers: { allow: 'GET, HEAD, POST, DELETE' } }],
    [get('http://127.0.0.1/api/backups', '', 'DELETE'), { status: 405, headers: { allow: 'POST' } }],
    [get('http://evil.example/api/data'), { status: 421, code: 'TARGET_NOT_SERVED' }],
    [
      get('http://127.0.0.1', '', 'OPTIONS'),
      { status: 204, headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE' } },
    ],
    [get('http:///api/data'), { status: 400, code: 'REQUEST_INVALID' }],
    [get('http://127.0.0.1:x/api/data'), { status: 400, code: 'REQUEST_INVALID' }],
    [get('https://127.0.0.1/api/data'), { status: 421, code: 'TARGET_NOT_SERVED' }],
    [get('http://user@127.0.0.1/api/data'), { status: 400, code: 'REQUEST_INVALID' }],
    ['GET http://127.0.0.1/api/data HTTP/1.1\r\nHost: evil.example\r\n\r\n', { status: 200 }],
    ['GET http://127.0.0.1/api/data HTTP/1.1\r\n\r\n', { status: 400, code: 'REQUEST_INVALID' }],
    [get('*'), { status: 400, code: 'REQUEST_INVALID' }],
  ],
  'paths with escapes': [
    [get('/%61pi/data/quickdoc-1'), { status: 200, text: '1' }],
    [get('/%61pi/x'), { status: 404, code: 'ROUTE_NOT_FOUND' }],
    [get('/api%2Fx'), { status: 404, code: 'ROUTE_NOT_FOUND' }],
    [write('', '/%61pi/x'), { status: 404, code: 'ROUTE_NOT_FOUND' }],
    [write('', '/api%2Fdata%2Fx'), { status: 404, code: 'ROUTE_NOT_FOUND' }],
    [write('', '/%61pi/data'), { status: 405, headers: { allow: 'GET, HEAD, POST, DELETE' } }],
  ],
  methods: [
    [get('/*', '', 'OPTIONS'), { status: 404, code: 'ROUTE_NOT_FOUND' }],
    [get('/health', '', 'OPTIONS'), { status: 404, code: 'ROUTE_NOT_FOUND' }],
    [get('/data/quickdoc-1', '', 'PUT'), { status: 404, code: 'ROUTE_NOT_FOUND' }],
    [get('/main.js', '', 'PUT'), { status: 405, headers: { allow: 'GET, HEAD' } }],
    [get('/', '', 'FOO'), { status: 501, code: 'NOT_IMPLEMENTED' }],
    [get(KEY, '', 'PUTT'), { status: 501, code: 'NOT_IMPLEMENTED' }],
    [get('/', '', 'get'), { status: 501, code: 'NOT_IMPLEMENTED' }],
    [get('*', '', 'OPTIONS'), { status: 204, headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE' } }],
    [get(KEY, '', 'OPTIONS'), { status: 204, headers: { allow: 'GET, HEAD, POST, PUT, PATCH, DELETE' } }],
    [get('/api/data', '', 'OPTIONS'), { status: 204, headers: { allow: 'GET, HEAD, POST, DELETE' } }],
    [get('/api/nothing', '', 'OPTIONS'), { status: 404, code: 'ROUTE_NOT_FOUND' }],
    ['CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n', { status: 405, code: 'METHOD_NOT_ALLOWED' }],
    [get(KEY, '', 'TRACE'), { status: 405, code: 'METHOD_NOT_ALLOWED' }],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', { status: 505, code: 'HTTP_VERSION_UNSUPPORTED' }],
    ['GET / HTTP/1.1\nHost: 127.0.0.1\n\n', { status: 400, code: 'REQUEST_INVALID' }],
    [get('/api/data/\u00e4'), { status: 400, detail: /not ASCII is written in %-escapes/ }],
    ['GET / HTTP/3.0\r\nHost: 127.0.0.1\r\n\r\n', { status: 505, code: 'HTTP_VERSION_UNSUPPORTED' }],
    ['GET / HTTP/2.0\r\nHost: 127.0.0.1\r\n\r\n', { status: 505, code: 'HTTP_VERSION_UNSUPPORTED' }],
    ['GET / HTTP/0.9\r\nHost: 127.0.0.1\r\n\r\n', { status: 505, code: 'HTTP_VERSION_UNSUPPORTED' }],
    ['GET /\r\n\r\n', { status: 505, code: 'HTTP_VERSION_UNSUPPORTED' }],
    ['GET / HTTP/1.1 \r\nHost: 127.0.0.1\r\n\r\n', { status: 400, code: 'REQUEST_INVALID' }],
    ['GET / http/1.1\r\nHost: 127.0.0.1\r\n\r\n', { status: 400, code: 'REQUEST_INVALID' }],
    // Methods of RTSP, which Node knows as such.
    [get('/', '', 'PLAY'), { status: 501, code: 'NOT_IMPLEMENTED' }],
    [get('/', '', 'GET_PARAMETER'), { status: 501, code: 'NOT_IMPLEMENTED' }],
    [write('Content-Type: nonsense\r\n', KEY, 'OPTIONS'), { status: 204 }],
  ],
  'bodies of no length that is told': [
    ...['gzip', 'identity', 'xchunked', 'chunked;q=1'].map((coding): [string, Expected] => [
      `PUT ${KEY} HTTP/1.1\r\n${HOST}Transfer-Encoding: ${coding}\r\n\r\n1`,
      { status: 400, code: 'REQUEST_INVALID', headers: { connection: 'close' } },
    ]),
    [
      `PUT ${KEY} HTTP/1.1\r\n${HOST}Transfer-Encoding: gzip, Chunked\r\n\r\n0\r\n\r\n`,
      { status: 501, code: 'NOT_IMPLEMENTED' },
    ],
    [
      `PUT ${KEY} HTTP/1.0\r\n${HOST}Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n1\r\n0\r\n\r\n`,
      { status: 400, code: 'REQUEST_INVALID', headers: { connection: 'close' } },
    ],
  ],
  'types and encodings': [
    [write('Content-Type: application/json; charset=utf8\r\n'), { status: 200 }],
    [write('Content-Type: application/json; charset="UTF8"; v=2\r\n'), { status: 200 }],
    [
      write('Content-Type: application/json; charset=latin1\r\n'),
      { status: 415, code: 'CONTENT_TYPE_UNSUPPORTED', detail: /charset 'latin1'/ },
    ],
    [
      write('Content-Type: application/x-www-form-urlencoded\r\n'),
      { status: 415, detail: /curl .*-H 'content-type: application\/json'/ },
    ],
    [write('Content-Type: application/json; title="a; charset=latin1"; charset=utf-8\r\n'), { status: 200 }],
    [write('Content-Encoding: Identity\r\n'), { status: 200 }],
    [write('Content-Encoding: br\r\n'), { status: 415, code: 'CONTENT_TYPE_UNSUPPORTED' }],
    [write('Content-Range: bytes 0-0/10\r\n'), { status: 400, detail: /Content-Range/ }],
    [write('Content-Type: application/json\r\nContent-Type: text/plain\r\n'), { status: 400, code: 'REQUEST_INVALID' }],
    [get('/api/data/quickdoc-9', 'Content-Type: \r\n', 'DELETE'), { status: 200 }],
    [get('/api/data/quickdoc-9', 'Content-Type: x\r\nContent-Length: 0\r\n', 'DELETE'), { status: 200 }],
  ],
  hosts: [
    ['GET /api/data HTTP/1.1\r\nHost: localhost.\r\n\r\n', { status: 200 }],
    ['GET /api/data HTTP/1.1\r\nHost: LocalHost.:80\r\n\r\n', { status: 200 }],
    ['GET /api/data HTTP/1.1\r\nHost: 127.0.0.999\r\n\r\n', { status: 403, code: 'HOST_NOT_ALLOWED' }],
    ['GET /api/data HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n', { status: 400 }],
    ['GET /api/data HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: 127.0.0.1\r\n\r\n', { status: 400 }],
    ['GET /api/data HTTP/1.1\r\nHost: evil@127.0.0.1\r\n\r\n', { status: 400, code: 'REQUEST_INVALID' }],
    ...['127.0.0.1:abc', '[::1', '127.0.0.1:80:80', '::1'].map((host): [string, Expected] => [
      `GET /api/data HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
      { status: 400, code: 'REQUEST_INVALID' },
    ]),
    ['GET /api/data HTTP/1.1\r\nHost: [0:0:0:0:0:0:0:1]:5000\r\n\r\n', { status: 200 }],
    ['GET /api/data HTTP/1.0\r\n\r\n', { status: 200 }],
  ],
  'expectations that are refused at once': [
    [
      `PUT ${KEY} HTTP/1.1\r\n${HOST}Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n`,
      { status: 413, code: 'VALUE_TOO_LARGE' },
    ],
    [
      `PUT ${KEY} HTTP/1.1\r\n${HOST}Content-Length: 1\r\nContent-Type: text/plain\r\nExpect: 100-continue\r\n\r\n`,
      { status: 415 },
    ],
    [`PUT ${KEY} HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n`, { status: 403 }],
    [`PUT ${KEY} HTTP/1.1\r\n${HOST}Content-Length: 1\r\nIf-Match: x\r\nExpect: 100-continue\r\n\r\n`, { status: 400 }],
    [
      `PUT ${KEY} HTTP/1.1\r\n${HOST}Content-Length: 1\r\nIf-None-Match: *\r\nExpect: 100-continue\r\n\r\n`,
      { status: 412 },
    ],
    [`PUT /api/data/ HTTP/1.1\r\n${HOST}Content-Length: 1\r\nExpect: 100-continue\r\n\r\n`, { status: 400 }],
    [`PUT ${KEY} HTTP/1.1\r\n${HOST}Content-Length: 1\r\nExpect: 100-continue, 100-continue,\r\n\r\n`, { status: 100 }],
    [get(KEY, 'Expect: 200-ok\r\n'), { status: 417, code: 'EXPECTATION_FAILED' }],
    [write('Expect: ,\r\n'), { status: 200 }],
    [
      `POST /api/backups HTTP/1.1\r\n${HOST}Content-Length: 1\r\nExpect: 100-continue\r\n\r\n`,
      { status: 404, code: 'BACKUPS_NOT_CONFIGURED' },
    ],
  ],
  'ranges and conditions of files': [
    [get('/main.js', 'Range: bytes=2-3\r\n'), { status: 206, text: '23' }],
    [
      get('/main.js', 'Range: bytes=10-\r\n'),
      { status: 416, code: 'RANGE_NOT_SATISFIABLE', headers: { 'content-range': 'bytes */10' } },
    ],
    [get('/main.js', 'Range: bytes=abc\r\n'), { status: 200, text: '0123456789' }],
    [get('/main.js', 'Range: bytes=5-2\r\n'), { status: 200, text: '0123456789' }],
    [get('/main.js', 'Range: lines=1-2\r\n'), { status: 200, text: '0123456789' }],
    [get('/main.js', 'Range: bytes=2-3\r\n', 'HEAD'), { status: 200, headers: { 'content-length': '10' } }],
    [get('/main.js', 'Range: bytes=-2\r\n'), { status: 206, text: '89' }],
    [get('/main.js', 'Range: bytes=-99\r\n'), { status: 206, text: '0123456789' }],
    [get('/main.js', 'Range: Bytes=1-1,\r\n'), { status: 206, text: '1' }],
    [get('/main.js', 'Range: bytes=-0\r\n'), { status: 416, detail: /behind the end of the file/ }],
    [get('/main.js', 'Range: bytes=2-3\r\nIf-Range: W/"a"\r\n'), { status: 200, text: '0123456789' }],
    [get('/main.js', 'If-Match: "other"\r\n'), { status: 412, code: 'PRECONDITION_FAILED', detail: /not the one/ }],
    [get('/main.js', 'If-Match: other\r\n'), { status: 400, code: 'REQUEST_INVALID' }],
    [get('/main.js', 'If-Match: *\r\n'), { status: 200 }],
    [get('/main.js', `If-Unmodified-Since: ${LONG_AGO}\r\n`), { status: 412, detail: /not the one/ }],
    [get('/main.js', `If-Match: *\r\nIf-Unmodified-Since: ${LONG_AGO}\r\n`), { status: 200 }],
  ],
  lists: [
    [get('/api/data', '', 'HEAD'), { status: 200, headers: { 'content-length': undefined } }],
    [get('/api/data', 'If-Match: "1"\r\n'), { status: 412, code: 'PRECONDITION_FAILED', detail: /has no entity tag/ }],
    [get('/api/data', 'If-Match: *\r\nIf-None-Match: "1", W/"2"\r\n'), { status: 200 }],
    [get('/api/data', 'If-None-Match: *\r\n', 'HEAD'), { status: 304 }],
    [get('/api/data', 'If-None-Match: 1\r\n'), { status: 400, code: 'REQUEST_INVALID' }],
    [get('/api/data?order=1', 'If-Match: "1"\r\n'), { status: 400, detail: /no parameter/ }],
    [get('/api/data?after=', 'If-Match: "1"\r\n'), { status: 400, code: 'KEY_EMPTY' }],
    [get('/api/data?order=1'), { status: 400, detail: /no parameter "order": \/api\/data takes prefix/ }],
    [get('/api/health/live?x=1'), { status: 400, detail: /takes none$/ }],
    [get(`${KEY}?prefix=`), { status: 400, detail: /takes none; a '\?' in a key is written %3F/ }],
  ],
  'what a newcomer asks for': [
    [get('/api'), { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' } }],
    [get('/api/health'), { status: 200 }],
    [get('/health'), { status: 404, code: 'ROUTE_NOT_FOUND' }],
    [get('/api/nothing'), { status: 404, detail: /GET \/api lists/ }],
    [get('/api/nothing?limit=1'), { status: 404, code: 'ROUTE_NOT_FOUND' }],
  ],
};

describe('requests by their answers', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;

  beforeAll(async () => {
    folder = new TemporaryFolder();
    const page = join(folder.path, 'page');
    mkdirSync(page);
    writeFileSync(join(page, 'index.html'), 'page');
    writeFileSync(join(page, 'main.js'), '0123456789');
    server = await startServer({ args: ['--datapath', join(folder.path, 'data'), '--uipath', page] });
    await put(server.url, 'quickdoc-1', '1');
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  async function ask(bytes: string): Promise<RawAnswer | undefined> {
    using connection = await RawConnection.open(server.url);
    connection.write(bytes);
    return await connection.answer(bytes.slice(0, bytes.indexOf(' ')));
  }

  describe.each(Object.entries(table))('%s', (_what, rows) => {
    it.each(rows)('%j', async (bytes, { status, code, headers = {}, detail, text }) => {
      const answer = await ask(bytes);
      const isProblem = status >= 400;
      expect(answer?.status).toBe(status);
      if (isProblem) expect(answer?.headers['content-type']).toBe('application/problem+json');
      expect(answer?.headers).toMatchObject(
        Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
      );
      for (const [name, value] of Object.entries(headers))
        if (value === undefined) expect(answer?.headers).not.toHaveProperty(name);
      const problem = isProblem ? (JSON.parse(answer?.text ?? '') as Record<string, unknown>) : {};
      if (code !== undefined) expect(problem['code']).toBe(code);
      if (detail !== undefined) expect(problem['detail']).toMatch(detail);
      if (text !== undefined) expect(answer?.text).toBe(text);
    });
  });

  it.each([
    ['read with 1,000 headers', get(KEY, 'a:\r\n'.repeat(999)), 200],
    ['read with 1,001 headers', get(KEY, 'a:\r\n'.repeat(1000)), 431],
    ['write whose condition is the 1,001st', write(`${'a:\r\n'.repeat(998)}If-Match: "1000000"\r\n`), 431],
  ])('a %s', async (_what, bytes, status) => {
    const answer = await ask(bytes);
    expect(answer?.status).toBe(status);
    if (status === 431) expect(answer?.text).toMatch(/or more than 1,000 lines: send less/);
  });
});
