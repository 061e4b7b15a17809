import { Agent, request } from 'node:http';

/** A list that is asked for again and again, one after another, for so long, and once at least. */
export type Lists = { lists: number; elapsed_us: number; bytes: number };

const LIST_MS_MAX = 120_000;

/** Reads lists to their end. `path` is asked anew for each. */
export async function readLists(url: string, path: () => string, ms: number): Promise<Lists> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const begin = performance.now();
  let [lists, bytes] = [0, 0];
  try {
    do {
      bytes += await readList(agent, new URL(path(), url));
      lists++;
    } while (performance.now() - begin < ms);
    return { lists, bytes, elapsed_us: (performance.now() - begin) * 1000 };
  } finally {
    agent.destroy();
  }
}

/** The bytes of one answer, which is read and let go. */
function readList(agent: Agent, url: URL): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, signal: AbortSignal.timeout(LIST_MS_MAX) }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(bytes);
        else reject(new Error(`${url.pathname} was answered ${response.statusCode}`));
      });
    });
    asked.on('error', reject);
    asked.end();
  });
}
