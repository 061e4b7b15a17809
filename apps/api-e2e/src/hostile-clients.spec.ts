import { put } from './http-client.ts';
import { type WriteRoute, writeRoutes } from './hostile/write-routes.ts';
import { type RawAnswer, RawConnection } from './raw-connection.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const VALUE_BYTES_MAX = MIB;
const onLinux = process.platform === 'linux' ? it : it.skip;

/** Each test asks every route that takes a body, not only the one that everybody tries. */
describe('a client that means harm', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;

  beforeAll(async () => {
    folder = new TemporaryFolder();
    const limits = ['--stall-seconds', '2', '--value-bytes-max', String(VALUE_BYTES_MAX)];
    server = await startServer({ args: ['--datapath', folder.path, '--access-log', ...limits] });
    await put(server.url, 'a', '{"a":1}');
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  /** What a connection is answered on which these bytes are sent, and what it says. */
  async function answered(...bytes: (string | Uint8Array)[]): Promise<[status: number | undefined, code: unknown]> {
    using connection = await RawConnection.open(server.url);
    bytes.forEach((piece) => connection.write(piece));
    return told(await connection.answer());
  }

  /** What all routes are answered, by their names; what is expected of them is one for all but some. */
  async function ofAllRoutes(
    send: (route: WriteRoute) => Promise<[status: number | undefined, code: unknown]>,
    expected: [status: number, code: string],
    others: Readonly<Record<string, readonly [status: number, code: string]>> = {},
  ): Promise<void> {
    const answers = await Promise.all(writeRoutes.map(async (route) => [route.name, await send(route)] as const));
    const all = Object.fromEntries(writeRoutes.map(({ name }) => [name, others[name] ?? expected]));
    expect(Object.fromEntries(answers)).toEqual(all);
  }

  /** Sends a request, and resets the connection before the server, which stands still meanwhile, has seen any of it. */
  async function sendAndReset(bytes: string): Promise<void> {
    server.signal('SIGSTOP');
    try {
      using connection = await RawConnection.open(server.url);
      await new Promise((sent) => connection.socket.write(bytes, sent));
      connection.socket.resetAndDestroy();
    } finally {
      server.signal('SIGCONT');
    }
  }

  const whole = (route: WriteRoute, body: Uint8Array | string): Promise<[number | undefined, unknown]> =>
    answered(route.head(`Content-Length: ${Buffer.byteLength(body)}`), body);

  it('and begins a body, and sends no more of it, is told so by every route', async () => {
    await ofAllRoutes(
      (route) => answered(route.head('Content-Length: 1000'), route.body('1').slice(0, 3)),
      [408, 'REQUEST_TIMEOUT'],
    );
  });

  it('and sends more than a value may have is told so by every route, whether it says how much or not', async () => {
    const large = JSON.stringify('x'.repeat(VALUE_BYTES_MAX));
    await ofAllRoutes((route) => whole(route, route.body(large)), [413, 'VALUE_TOO_LARGE']);
    await ofAllRoutes(
      (route) => {
        const body = route.body(large);
        const chunk = `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`;
        return answered(route.head('Transfer-Encoding: chunked'), chunk);
      },
      [413, 'VALUE_TOO_LARGE'],
    );
  });

  it('and nests a value deeply is told so by every route', async () => {
    const deep = `${'['.repeat(100 * KIB)}${']'.repeat(100 * KIB)}`;
    const tooLong = { 'an API key': [400, 'API_KEY_INVALID'] } as const;
    await ofAllRoutes((route) => whole(route, route.body(deep)), [400, 'VALUE_TOO_DEEP'], tooLong);
  });

  it.each([
    ['a byte that is never one of UTF-8', [0xff]],
    ['a character in more bytes than it has', [0xc0, 0xaf]],
    ['half a pair', [0xed, 0xa0, 0x80]],
  ])('and sends %s is told so by every route', async (_what, bytes) => {
    const noText = { 'an API key': [400, 'API_KEY_INVALID'] } as const;
    await ofAllRoutes(
      (route) => {
        const [before = '', behind = ''] = route.body('"|"').split('|');
        return whole(route, Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(behind)]));
      },
      [400, 'VALUE_NOT_UTF8'],
      noText,
    );
  });

  it.each([
    ['two lengths', 'Content-Length: 1\r\nContent-Length: 2'],
    ['a length and chunks', 'Content-Length: 1\r\nTransfer-Encoding: chunked'],
    ['two types', 'Content-Length: 1\r\nContent-Type: application/json'],
    ['two Idempotency-Keys', 'Content-Length: 1\r\nIdempotency-Key: a\r\nIdempotency-Key: b'],
    ['an Idempotency-Key that is long', `Content-Length: 1\r\nIdempotency-Key: ${'a'.repeat(256)}`],
    ['two hosts', 'Content-Length: 1\r\nHost: 127.0.0.1'],
  ])('and sends %s is refused by every route', async (_what, headers) => {
    await ofAllRoutes((route) => answered(route.head(headers), '1'), [400, 'REQUEST_INVALID']);
  });

  // Each of them took a second or hours while it was read by trying out which part a space belongs to.
  it.each([
    ['Content-Type', `application/json;charset=${' '.repeat(15 * KIB)}"x"y`, 415],
    ['Content-Encoding', `identity,${' '.repeat(15 * KIB)}x`, 415],
    ['If-Match', `"1",${' '.repeat(15 * KIB)}x`, 400],
  ])('and sends a %s to brood over is answered as soon as others', async (name, value, status) => {
    const head = 'PUT /api/data/a HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1';
    expect(await answered(`${head}\r\n${name}: ${value}\r\n\r\n1`)).toEqual([status, expect.any(String)]);
  });

  it.each([
    ['/api/data/../keys', 400, 'KEY_SEGMENT'],
    ['/api/data/%2e%2e/keys', 400, 'KEY_SEGMENT'],
    ['/api/data/..%2fkeys', 400, 'KEY_SEGMENT'],
    ['/api/data/%2e%2e%2f%2e%2e%2fetc%2fpasswd', 400, 'KEY_SEGMENT'],
    ['/api/data//a', 400, 'KEY_SEGMENT'],
    ['/api/data/a%00', 400, 'KEY_CHARACTER'],
    ['/api/data/%c0%ae%c0%ae', 400, 'REQUEST_INVALID'],
    ['/api/data/%', 400, 'REQUEST_INVALID'],
    ['/../../../etc/passwd', 404, 'ROUTE_NOT_FOUND'],
    ['/%2e%2e/%2e%2e/etc/passwd', 404, 'ROUTE_NOT_FOUND'],
    ['/..%5c..%5cwindows', 404, 'ROUTE_NOT_FOUND'],
    ['//api/keys', 404, 'ROUTE_NOT_FOUND'],
    ['/api//keys', 404, 'ROUTE_NOT_FOUND'],
    ['/api/./keys', 404, 'ROUTE_NOT_FOUND'],
  ])('and asks for %s gets nothing by it', async (path, status, code) => {
    expect(await answered(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)).toEqual([status, code]);
  });

  /** The system forgets the address of who resets a connection: it must not be taken for a client of a Unix socket. */
  onLinux('and hangs up before anybody looks is not taken for one of this machine', async () => {
    const body = '{"scopes":["admin"]}';
    const head = 'POST /api/keys HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json';
    await sendAndReset(`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    const line = JSON.parse(await server.logged('"remoteAddress":"unknown"')) as object;
    expect(line).toMatchObject({ method: 'POST', path: '/api/keys', status: 403, aborted: true });
    expect(await answered('GET /api/keys HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')).toEqual([200, undefined]);
  });

  onLinux('and hangs up before its page is read has no more of it read', async () => {
    const value = JSON.stringify('x'.repeat(200 * KIB));
    for (let at = 0; at < 16; at++) await put(server.url, `pages/${at}`, value);
    await sendAndReset('GET /api/data?prefix=pages/&limit=100 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    expect(await server.logged('the reader went away before the answer began')).toBeDefined();
  });

  it('leaves the documents as they were', async () => {
    using connection = await RawConnection.open(server.url);
    connection.write('GET /api/data?to=b HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: identity\r\n\r\n');
    expect((await connection.answer())?.text).toContain('{"key":"a","value":{"a":1}}');
  });
});

function told(answer: RawAnswer | undefined): [status: number | undefined, code: unknown] {
  const { code } = (answer?.text.startsWith('{') === true ? JSON.parse(answer.text) : {}) as { code?: unknown };
  return [answer?.status, code];
}
