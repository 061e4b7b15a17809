import { Agent, request } from 'node:http';
import { type Answered, ask, list, put } from './http-client.ts';
import { RawConnection } from './raw-connection.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

/** A write whose body is half sent: in flight until `finish()`. */
interface HalfWrite {
  finish(): Promise<Pick<Answered, 'status'>>;
}

async function beginWrite(server: ServerProcess, key: string): Promise<HalfWrite> {
  const { hostname, port } = new URL(server.url);
  const sent = request({
    host: hostname,
    port,
    path: `/api/data/${key}`,
    method: 'PUT',
    agent: false,
    // The server says that it has the headers, so the test need not guess when the request is in flight.
    headers: { 'content-length': '7', expect: '100-continue' },
  });
  const answered = new Promise<{ status: number }>((resolve, reject) => {
    sent.on('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0 });
    });
    sent.on('error', reject);
  });
  answered.catch(() => undefined);
  sent.flushHeaders();
  await new Promise((resolve) => sent.once('continue', resolve));
  sent.write('{"a"');
  return {
    finish: () => {
      sent.end(':1}');
      return answered;
    },
  };
}

describe('a shutdown', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;
  const start = (...args: string[]): Promise<ServerProcess> =>
    startServer({ args: ['--datapath', folder.path, ...args] });

  beforeEach(() => {
    folder = new TemporaryFolder();
  });

  afterEach(async () => {
    await server.kill();
    folder[Symbol.dispose]();
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('by %s is clean', async (signal) => {
    server = await start();
    await put(server.url, 'quickdoc-1', '1');
    server.signal(signal);
    expect(await server.exited).toEqual({ code: 0, signal: null });
    expect(server.logs.at(-1)).toContain('Shut down cleanly');
  });

  it('finishes a write in flight, accepts no new connection, and keeps what it answered', async () => {
    server = await start('--drain-seconds', '60');
    const write = await beginWrite(server, 'quickdoc-1');
    server.signal('SIGTERM');
    await server.logged('Shutting down');
    // Reset, where the system took the connection between the line in the log and the end of listening.
    const code = expect.stringMatching(/^ECONN(REFUSED|RESET)$/) as string;
    await expect(ask(server.url, '/api/data')).rejects.toMatchObject({ code });
    expect(await write.finish()).toEqual({ status: 200 });
    expect(await server.exited).toEqual({ code: 0, signal: null });

    server = await start();
    expect(await list(server.url)).toEqual([{ key: 'quickdoc-1', value: { a: 1 } }]);
  });

  it.each(['CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n', 'nonsense\r\n\r\n'])(
    'does not wait for a client that stays after %j',
    async (bytes) => {
      server = await start();
      using connection = await RawConnection.open(server.url);
      connection.write(bytes);
      expect((await connection.answer())?.status).toBeGreaterThanOrEqual(400);
      server.signal('SIGTERM');
      expect(await server.exited).toEqual({ code: 0, signal: null });
      expect(server.logs.at(-1)).toContain('Shut down cleanly');
    },
  );

  it('says in refusals too that the connection closes', async () => {
    server = await start('--drain-seconds', '60');
    using connection = await RawConnection.open(server.url);
    const head = 'PUT /api/data/quickdoc-1 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\n';
    connection.write(`${head}Expect: 100-continue\r\n\r\n`);
    expect((await connection.answer())?.status).toBe(100);
    server.signal('SIGTERM');
    await server.logged('Shutting down');
    connection.write(`1${head}Content-Type: text/plain\r\n\r\n1`);
    expect((await connection.answer())?.status).toBe(200);
    expect(await connection.answer()).toMatchObject({ status: 415, headers: { connection: 'close' } });
    expect(await connection.answer()).toBeUndefined();
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('does not wait for connections that are only kept alive', async () => {
    server = await start('--drain-seconds', '60');
    const agent = new Agent({ keepAlive: true });
    await put(server.url, 'quickdoc-1', '1', agent);
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    agent.destroy();
  });

  it('waits no longer than it was told for a request that does not end', async () => {
    server = await start('--drain-seconds', '1');
    await beginWrite(server, 'quickdoc-1');
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(server.logs.join('\n')).toContain('Cut requests');
  });

  it('takes two signals at once for one', async () => {
    server = await start('--drain-seconds', '60');
    const write = await beginWrite(server, 'quickdoc-1');
    server.signal('SIGINT');
    server.signal('SIGTERM');
    await server.logged('Shutting down');
    expect(await write.finish()).toEqual({ status: 200 });
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('is cut short by a second signal more than a second later', async () => {
    server = await start('--drain-seconds', '60');
    await beginWrite(server, 'quickdoc-1');
    server.signal('SIGTERM');
    await server.logged('Shutting down');
    // Not a wait for a condition: that a second has passed is what is tested.
    await new Promise((resolve) => setTimeout(resolve, 1200));
    server.signal('SIGTERM');
    expect(await server.exited).toEqual({ code: 143, signal: null });
    expect(server.logs.join('\n')).not.toContain('Shut down cleanly');
  });
});
