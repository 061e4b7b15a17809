import { Agent } from 'node:http';
import { ask } from './http-client.ts';
import { type ServerProcess } from './server-process.ts';

/** LIMIT: connections that are tried. The system spreads them by chance: that all of so many come to one event loop does not happen. */
const TRIES_MAX = 200;

/** A connection to each event loop of a server with two, which was started with `--access-log`. */
export async function connectionsToBoth(server: ServerProcess): Promise<readonly [first: Agent, second: Agent]> {
  const found = new Map<number, Agent>();
  for (let tries = 0; tries < TRIES_MAX && found.size < 2; tries++) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { headers } = await ask(server.url, '/api/health/live', { agent });
    const line = await server.logged(`"traceId":"${String(headers['x-trace-id'])}"`);
    // The first one says nothing of itself.
    const { worker = 1 } = JSON.parse(line) as { worker?: number };
    if (found.has(worker)) agent.destroy();
    else found.set(worker, agent);
  }
  const [first, second] = [found.get(1), found.get(2)];
  if (first === undefined || second === undefined) throw new Error('one of the event loops was never connected to');
  return [first, second];
}
