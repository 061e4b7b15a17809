import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { routes } from '@bimetal/contract';
import { ask } from './http-client.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';
import { walked, type Walked } from './walk/walked.ts';

/** LIMIT: how long the server may take to count the last requests, in milliseconds. */
const COUNTED_MS_MAX = 30_000;

/** `GET /api/data/*`: every method of every route of the contract. */
const ALL = routes.flatMap(({ path, methods }) => Object.keys(methods).map((method) => `${method} ${path}`));

describe('docs/http.md', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;
  let walk: Walked;

  beforeAll(async () => {
    folder = new TemporaryFolder();
    const at = (name: string): string => join(folder.path, name);
    server = await startServer({ args: ['--datapath', at('data'), '--backup-path', at('backups'), '--metrics'] });
    walk = await walked('docs/http.md', server.url, folder.path, 'printf %s "$BIMETAL_KEY"');
  });

  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  it('shows what a server answers to its examples, from the first to the last', () => {
    expect(walk.found).toEqual(walk.documented);
  });

  it('has an example of each method of each route', async () => {
    const headers = { authorization: `Bearer ${walk.last}` };
    const deadline = Date.now() + COUNTED_MS_MAX;
    let missing = ALL;
    while (missing.length > 0 && Date.now() < deadline) {
      const asked = askedFor((await ask(server.url, '/metrics', { headers })).text);
      missing = ALL.filter((name) => !asked.has(name));
      await setTimeout(10);
    }
    expect(missing).toEqual([]);
  });
});

describe('README.md', () => {
  it('shows what a new server answers to its examples', async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer({ args: ['--datapath', join(folder.path, 'data')] });
    const { found, documented } = await walked('README.md', server.url, folder.path);
    expect(documented.length).toBeGreaterThan(0);
    expect(found).toEqual(documented);
  });
});

/** Of what the metrics count requests. */
function askedFor(metrics: string): Set<string> {
  const counts = metrics.matchAll(/^bimetal_http_request_duration_seconds_count\{(.*)\}/gm);
  return new Set([...counts].map(([, labels = '']) => `${labelOf(labels, 'method')} ${labelOf(labels, 'route')}`));
}

function labelOf(labels: string, name: string): string {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
}
