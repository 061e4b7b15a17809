import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from '../http-client.ts';
import { residentBytes } from '../process-memory.ts';
import { type ServerProcess } from '../server-process.ts';

/** What is left behind by clients that went away. */
export interface BrokenOffReport {
  readonly files: number;
  readonly bytes: number;
}

/** LIMIT: what an allocator keeps, and a heap that was not collected since. */
const BYTES_MAX = 64 * 1024 * 1024;

/** LIMIT: what is open longer than that stays open. */
const LOOK_MS = 50;
const LOOKS_MAX = 200;

/**
 * Begins a request again and again, each time goes away as soon as something of the answer has come, or the request was sent where
 * none comes, and sees what is left of it once the server has heard. Throws when that is more than nothing.
 */
export async function breakOff(
  server: ServerProcess,
  request: string,
  { times, waitsForAnswer }: { readonly times: number; readonly waitsForAnswer: boolean },
): Promise<BrokenOffReport> {
  // What is allocated once is there before.
  for (let warm = 0; warm < 20; warm++) await begin(server.url, request, waitsForAnswer);
  await whenAlone(server.url);
  const before = { files: filesOf(server.pid), bytes: residentBytes(server.pid) };
  for (let time = 0; time < times; time++) await begin(server.url, request, waitsForAnswer);
  await whenAlone(server.url);
  // The connection of who asked whether all have gone may go a moment later itself.
  for (let looks = 0; looks < LOOKS_MAX && filesOf(server.pid) > before.files; looks++) await sleep(LOOK_MS);
  const left = { files: filesOf(server.pid) - before.files, bytes: residentBytes(server.pid) - before.bytes };
  if (left.files > 0) throw new Error(`${left.files} files are open after ${request}`);
  if (left.bytes > BYTES_MAX) throw new Error(`${left.bytes} bytes are left after ${request}`);
  return left;
}

async function begin(url: string, request: string, waitsForAnswer: boolean): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  await once(socket, 'connect');
  await new Promise((sent) => socket.write(request, sent));
  if (waitsForAnswer) await once(socket, 'data');
  socket.resetAndDestroy();
}

/** Resolves when the one who asks is the only client, and nobody waits for changes. */
async function whenAlone(url: string): Promise<void> {
  for (;;) {
    const { text } = await ask(url, '/api/status');
    const { connections, feeds } = JSON.parse(text) as { connections: { open: number }; feeds: object };
    if (connections.open <= 1 && Object.values(feeds).every((count) => Number(count) === 0)) return;
  }
}

function filesOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
