/** What wrk does with requests.lua, by autocannon: `node autocannon.ts PEERS URL CONNECTIONS SECONDS FILE METHOD TYPE`. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

type Client = { setRequests(requests: readonly object[]): void };
type Options = {
  url: string;
  connections: number;
  duration: number;
  timeout: number;
  setupClient: (client: Client) => void;
};
type Result = { '2xx': number; non2xx: number; duration: number; errors: number };

const ANSWER_SECONDS_MAX = 30;

const [peers = '', url = '', connectionsText = '', seconds = '', file = '', method = '', type = ''] =
  process.argv.slice(2);
const load = createRequire(join(peers, 'package.json'));
const autocannon = load('autocannon') as (options: Options) => Promise<Result>;

const connections = Number(connectionsText);
const requests = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => {
    const [path, body] = line.split('\t');
    return { method, path, ...(body && { body }), ...(type && { headers: { 'content-type': type } }) };
  });

let clients = 0;
const result = await autocannon({
  url,
  connections,
  duration: Number(seconds),
  timeout: ANSWER_SECONDS_MAX,
  // A part for each, or all of them would ask for the same document at the same time.
  setupClient(client) {
    const part = Math.max(1, Math.floor(requests.length / connections));
    const begin = (clients++ % connections) * part;
    client.setRequests(requests.slice(begin, begin + part));
  },
});
const { non2xx: refused, errors: failed, duration } = result;
const count = { requests: result['2xx'] + refused, duration_us: Math.round(duration * 1e6), refused, failed };
process.stdout.write(`\n${JSON.stringify(count)}\n`);
