import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { ServerConnection } from './server-connection.js';

let server: Server | undefined;

async function connected(listener: RequestListener, signal = new AbortController().signal): Promise<ServerConnection> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return new ServerConnection({ kind: 'server', url: `http://127.0.0.1:${port}`, key: 'bmt_key' }, signal);
}

const PROBLEM = {
  type: 'urn:bimetal:error:DISK_FULL',
  title: 'full',
  status: 507,
  detail: 'it is full',
  code: 'DISK_FULL',
};

describe('ServerConnection', () => {
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  it('sends the key, and gives the answer', async () => {
    using connection = await connected((request, response) => response.end(request.headers.authorization));
    expect((await connection.askWhole('/x')).text).toBe('Bearer bmt_key');
  });

  it('tells a problem with its code, and where its log has more', async () => {
    using connection = await connected((_request, response) => {
      response.writeHead(507, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify({ ...PROBLEM, traceId: 'abc' }));
    });
    await expect(connection.ask('/x')).rejects.toMatchObject({
      code: 'DISK_FULL',
      message: 'it is full, trace id abc',
      exitCode: 1,
      problem: PROBLEM,
    });
  });

  it('hears a refusal that comes before a long body has been sent', async () => {
    using connection = await connected((request, response) => {
      response.writeHead(507, { 'content-type': 'application/problem+json', connection: 'close' });
      response.end(JSON.stringify(PROBLEM), () => request.socket.destroySoon());
    });
    async function* body(): AsyncGenerator<Uint8Array> {
      for (let piece = 0; piece < 1000; piece++) yield Buffer.alloc(64 * 1024, ' ');
    }
    await expect(connection.ask('/x', { method: 'POST', body: body() })).rejects.toMatchObject({ code: 'DISK_FULL' });
  });

  it('takes the answer of another program for what it is', async () => {
    using connection = await connected((_request, response) => response.writeHead(502).end('<html>'));
    await expect(connection.ask('/x')).rejects.toMatchObject({ code: 'ANSWER_INVALID', exitCode: 1 });
  });

  it('says that nobody answers, and that an answer broke off', async () => {
    using connection = await connected((_request, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half', () => response.destroy());
    });
    await expect(connection.askWhole('/x')).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE', exitCode: 3 });
    const closed = once(server as Server, 'close');
    server?.close();
    server?.closeAllConnections();
    await closed;
    await expect(connection.ask('/x')).rejects.toThrow(/cannot be reached: .*ECONNREFUSED.*bimetal serve/);
  });

  it('ends when it is told to', async () => {
    const controller = new AbortController();
    using connection = await connected(() => controller.abort(), controller.signal);
    await expect(connection.ask('/x')).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
