import { type Answered, ask, put } from './http-client.ts';
import { RawConnection } from './raw-connection.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const PATH = '/api/data/users/quickdoc-1';

/** What an answer says that is not of its moment. */
function said({ status, headers, text }: Answered): object {
  return { status, text, headers: { ...headers, date: undefined, 'x-trace-id': undefined, connection: undefined } };
}

describe('a document', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;
  let revision: string;

  beforeAll(async () => {
    folder = new TemporaryFolder();
    server = await startServer({ args: ['--datapath', folder.path] });
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  beforeEach(async () => {
    ({ revision } = JSON.parse((await put(server.url, 'users/quickdoc-1', '{"ü":1}')).text) as { revision: string });
  });

  it('is answered with its revision as entity tag, however it is asked for', async () => {
    for (const [method, headers] of [
      ['GET', {}],
      ['HEAD', {}],
      ['GET', { 'if-none-match': '"0"' }],
      ['GET', { 'if-match': `"${revision}"` }],
    ] as const) {
      const got = await ask(server.url, PATH, { method, headers });
      expect(got).toMatchObject({ status: 200, headers: { etag: `"${revision}"`, 'content-length': '8' } });
    }
  });

  it.each([
    ['a text beyond ASCII', '{"ü":"\u{1f600}\u20ac"}'],
    ['a text of characters that Latin-1 has', '"\u00e9\u00ff"'],
    ['a short text', '1'],
    ['a text of 64 KiB', `"${'x'.repeat(64 * 1024 - 2)}"`],
    ['a text of 64 KiB and more', `"${'x'.repeat(64 * 1024)}"`],
  ])('is answered alike on the short way and on the long one: %s', async (_what, value) => {
    await put(server.url, 'users/quickdoc-1', value);
    const plain = await ask(server.url, PATH);
    const conditional = await ask(server.url, PATH, { headers: { 'if-none-match': '"0"' } });
    expect(plain.bytes).toEqual(Buffer.from(value));
    expect(said(plain)).toEqual(said(conditional));
    expect(Object.keys(plain.headers).sort()).toEqual(Object.keys(conditional.headers).sort());
  });

  it('says when it expires, if it does, however it is asked for', async () => {
    const moment = '2100-01-31T12:00:00.000Z';
    const headers = { 'content-type': 'application/json', 'bimetal-expires': 'Sun, 31 Jan 2100 12:00:00 GMT' };
    for (const value of ['1', `"${'x'.repeat(70_000)}"`]) {
      await ask(server.url, PATH, { method: 'PUT', headers, body: value });
      const got = await ask(server.url, PATH);
      expect(got).toMatchObject({ status: 200, text: value, headers: { 'bimetal-expires': moment } });
      for (const asked of [{ method: 'HEAD' }, { headers: { 'if-none-match': got.headers.etag ?? '' } }]) {
        expect((await ask(server.url, PATH, asked)).headers['bimetal-expires']).toBe(moment);
      }
    }
    await put(server.url, 'users/quickdoc-1', '1');
    expect((await ask(server.url, PATH)).headers['bimetal-expires']).toBeUndefined();
  });

  it('has the trace id of who asks', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect((await ask(server.url, PATH, { headers: { traceparent } })).headers['x-trace-id']).toBe(
      '4bf92f3577b34da6a3ce929d0e0e4736',
    );
    const ids = [await ask(server.url, PATH), await ask(server.url, PATH)].map(({ headers }) => headers['x-trace-id']);
    expect(new Set(ids).size).toBe(2);
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(String(id)))).toBe(true);
  });

  it.each([
    ['another host', ['host: evil.example'], 403],
    ['two hosts', ['host: 127.0.0.1', 'Host: evil.example'], 400],
    ['no host', [], 400],
    ['a host that is none', ['host: a@b'], 400],
    ['an expectation', ['host: 127.0.0.1', 'expect: 200-ok', 'content-length: 1'], 417],
    ['a transfer coding', ['host: 127.0.0.1', 'transfer-encoding: gzip'], 400],
  ])('is refused to a request with %s behind one that is well', async (_what, lines, status) => {
    using connection = await RawConnection.open(server.url);
    connection.write(`GET ${PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
    expect((await connection.answer())?.status).toBe(200);
    connection.write(`GET ${PATH} HTTP/1.1\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`);
    expect((await connection.answer())?.status).toBe(status);
  });

  it('is shown as the write before it on the connection left it', async () => {
    using connection = await RawConnection.open(server.url);
    const requests = ['1', '2', '3'].flatMap((value) => [
      `PUT ${PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1\r\n\r\n${value}`,
      `GET ${PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`,
    ]);
    connection.write(requests.join(''));
    const texts: (string | undefined)[] = [];
    for (const _request of requests) texts.push((await connection.answer())?.text);
    expect(texts.filter((_text, index) => index % 2 === 1)).toEqual(['1', '2', '3']);
  });

  it('is not there on either way when it is not there', async () => {
    for (const headers of [{}, { 'if-none-match': '"0"' }]) {
      const got = await ask(server.url, '/api/data/quickdoc-404', { headers });
      expect({ status: got.status, ...JSON.parse(got.text) }).toMatchObject({
        status: 404,
        code: 'DOCUMENT_NOT_FOUND',
      });
      expect(got.headers.etag).toBeUndefined();
    }
  });
});
