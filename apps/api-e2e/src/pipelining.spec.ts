import { put } from './http-client.ts';
import { RawConnection } from './raw-connection.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

const HOST = 'Host: 127.0.0.1\r\n';
const ROUNDS = 12;

const set = (key: string, value: string, headers = ''): string =>
  `PUT /api/data/${key} HTTP/1.1\r\n${HOST}Content-Length: ${value.length}\r\n${headers}\r\n${value}`;
const get = (key: string): string => `GET /api/data/${key} HTTP/1.1\r\n${HOST}\r\n`;

describe('requests that are sent ahead on one connection', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;

  beforeAll(async () => {
    folder = new TemporaryFolder();
    server = await startServer({ args: ['--datapath', folder.path] });
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  async function statuses(connection: RawConnection, count: number): Promise<(number | undefined)[]> {
    const all: (number | undefined)[] = [];
    for (let index = 0; index < count; index++) all.push((await connection.answer())?.status);
    return all;
  }

  it('happen in their order, each after the one before', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      using connection = await RawConnection.open(server.url);
      const key = `in-order-${round}`;
      connection.write(set(key, '1') + set(key, '2', 'If-Match: *\r\n') + get(key) + set(key, '3') + get(key));
      expect((await connection.answer())?.status).toBe(200);
      expect((await connection.answer())?.status).toBe(200);
      expect((await connection.answer())?.text).toBe('2');
      expect((await connection.answer())?.status).toBe(200);
      expect((await connection.answer())?.text).toBe('3');
    }
  });

  it('are all answered, however many, and in small pieces', async () => {
    using connection = await RawConnection.open(server.url);
    const count = 100;
    const bytes = Array.from({ length: count }, (_, index) => set('counter', String(index)) + get('counter')).join('');
    for (let at = 0; at < bytes.length; at += 1000) connection.write(bytes.slice(at, at + 1000));
    for (let index = 0; index < count; index++) {
      expect((await connection.answer())?.status).toBe(200);
      expect((await connection.answer())?.text).toBe(String(index));
    }
  });

  it('are answered to a client that has said all that it has to say', async () => {
    using connection = await RawConnection.open(server.url);
    connection.write(set('half', '1') + get('half'));
    connection.socket.end();
    expect(await statuses(connection, 3)).toEqual([200, 200, undefined]);
  });

  it.each([
    ['nonsense', 'nonsense\r\n\r\n', 400],
    ['an unknown method', `FOO / HTTP/1.1\r\n${HOST}\r\n`, 501],
    ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n', 405],
    [
      'a body that breaks off',
      set('ahead', '2').replace('Content-Length: 1', 'Transfer-Encoding: chunked') + 'zz\r\n',
      400,
    ],
  ])('are answered before %s behind them is', async (_what, bytes, status) => {
    using connection = await RawConnection.open(server.url);
    connection.write(set('ahead', '1') + get('ahead') + bytes);
    expect(await statuses(connection, 4)).toEqual([200, 200, status, undefined]);
    expect((await put(server.url, 'after', '1')).status).toBe(200);
  });

  it('do not happen after one that ends the connection', async () => {
    using connection = await RawConnection.open(server.url);
    connection.write(set('closing', '1', 'Connection: close\r\n') + set('closing', '2'));
    expect(await statuses(connection, 2)).toEqual([200, undefined]);
    using other = await RawConnection.open(server.url);
    other.write(get('closing'));
    expect((await other.answer())?.text).toBe('1');
  });

  it('are answered behind one that is refused, and whose body is thrown away', async () => {
    using connection = await RawConnection.open(server.url);
    connection.write(
      set('refused', 'x'.repeat(100_000), 'Content-Type: text/plain\r\n') + set('refused', '1') + get('refused'),
    );
    expect(await statuses(connection, 2)).toEqual([415, 200]);
    expect((await connection.answer())?.text).toBe('1');
  });
});
