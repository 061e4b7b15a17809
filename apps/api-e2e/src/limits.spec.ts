import { connect, type Socket } from 'node:net';
import { ask } from './http-client.ts';
import { startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

/** A connection on which nothing was sent yet. */
function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => resolve(socket)).once('error', reject);
  });
}

/** What comes on a connection until it ends. */
function textOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString())).once('close', () => resolve(text));
  });
}

describe('A server with limits', () => {
  it('refuses connections beyond --connections-max by 503, and takes others once some have gone', async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer({ args: ['--datapath', folder.path, '--connections-max', '2'] });
    const held = [await open(server.url), await open(server.url)];
    const refused = await open(server.url);
    const text = textOf(refused);
    // It is refused before it says anything, and what it says is of no account.
    refused.write('DELETE /api/data/a HTTP/1.1\r\nhost: localhost\r\n\r\n');
    expect(await text).toMatch(/^HTTP\/1\.1 503 [^]*retry-after: 1[^]*CONNECTIONS_FULL/);
    for (const socket of held) {
      const closed = textOf(socket);
      socket.end();
      await closed;
    }
    // The server may hear of their end a moment later.
    let answer = await ask(server.url, '/api/status');
    while (answer.status === 503) answer = await ask(server.url, '/api/status');
    const answered = JSON.parse(answer.text) as { connections: object };
    expect(answered.connections).toMatchObject({ refused: expect.any(Number), accepted: 3 });
    await server.logged('Connections are refused');
  });

  it('refuses requests beyond --rate-limit by 429 and says when to come back, but for health', async () => {
    using folder = new TemporaryFolder();
    const args = ['--datapath', folder.path, '--rate-limit', '1', '--trust-proxy'];
    await using server = await startServer({ args });
    const from = (client: string, path: string) => ask(server.url, path, { headers: { 'x-forwarded-for': client } });
    const many = await Promise.all(Array.from({ length: 40 }, () => from('192.0.2.1', '/api/data')));
    const refused = many.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers['retry-after']).toBe('1');
    expect(JSON.parse(refused[0]?.text ?? '')).toMatchObject({ code: 'RATE_LIMITED' });
    expect((await from('192.0.2.2', '/api/data')).status).toBe(200);
    const health = await Promise.all(Array.from({ length: 20 }, () => from('192.0.2.1', '/api/health/live')));
    expect(health.map(({ status }) => status)).toEqual(Array<number>(20).fill(200));
  });
});
