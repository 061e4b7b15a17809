import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { ask } from '../http-client.ts';
import { residentBytes } from '../process-memory.ts';
import { type ServerProcess } from '../server-process.ts';

/** What idle connections have cost. */
export interface IdleReport {
  readonly open: number;
  readonly bytesEach: number;
}

/** How many connections are begun at a time: more than the system queues are refused by it, and not by the server. */
const STEP = 200;

/**
 * Opens connections on which nothing is sent but a request that is answered, and then nothing, and lets go of them once the server
 * has answered somebody else all the same. Throws when it has not, or when it keeps count of connections that are gone.
 */
export async function holdIdleConnections(server: ServerProcess, count: number): Promise<IdleReport> {
  const before = residentBytes(server.pid);
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const some = Array.from({ length: Math.min(STEP, count - sockets.length) }, () => opened(server.url));
    sockets.push(...(await Promise.all(some)));
  }
  const { status } = await ask(server.url, '/api/health/ready');
  if (status !== 200) throw new Error(`with ${count} idle connections another client is answered ${status}`);
  const bytesEach = Math.round((residentBytes(server.pid) - before) / count);
  const open = await openConnections(server.url);
  if (open < count) throw new Error(`of ${count} idle connections ${open} are open`);
  for (const socket of sockets) socket.destroy();
  // The one that asks is open itself.
  while ((await openConnections(server.url)) > 1);
  return { open, bytesEach };
}

async function opened(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  await once(socket, 'connect');
  socket.write('GET /api/health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  await once(socket, 'data');
  return socket;
}

async function openConnections(url: string): Promise<number> {
  const { text } = await ask(url, '/api/status');
  return (JSON.parse(text) as { connections: { open: number } }).connections.open;
}
