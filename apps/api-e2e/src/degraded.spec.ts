import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Store } from '@bimetal/bindings';
import { type Ready } from '@bimetal/contract';
import { ask, put } from './http-client.ts';
import { startServer } from './server-process.ts';
import { TemporaryFolder } from './temporary-folder.ts';

/** LIMIT: background work that has not begun by then does not begin. */
const MS_MAX = 60_000;

/** A folder with a segment that compaction wants to write anew, and in it a damaged document. */
async function fillAndDamage(path: string): Promise<void> {
  await Store.open(path).close();
  // Nothing is compacted under a handle that only looks.
  const store = Store.open(path, { existing: true });
  for (const [number, letter] of [
    [0, 'a'],
    [1, 'a'],
    [2, 'a'],
    [1, 'b'],
    [2, 'b'],
  ] as const) {
    await store.put(`quickdoc-${number}`, JSON.stringify(letter.repeat(2_500_000)));
  }
  await store.close();
  const segment = join(path, 'segment-0000000001.log');
  const bytes = readFileSync(segment);
  bytes[1000] = (bytes[1000] ?? 0) ^ 1;
  writeFileSync(segment, bytes);
}

async function ready(url: string): Promise<Ready> {
  const { status, text } = await ask(url, '/api/health/ready');
  expect(status).toBe(200);
  return JSON.parse(text) as Ready;
}

describe('a server whose background work fails', () => {
  it('is degraded, says why and since when, logs it once, and takes reads and writes', async () => {
    using folder = new TemporaryFolder();
    await fillAndDamage(folder.path);
    await using server = await startServer({ args: ['--datapath', folder.path, '--retained-bytes-max', '0'] });
    const deadline = Date.now() + MS_MAX;
    let answer = await ready(server.url);
    while (answer.status === 'ready' && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      answer = await ready(server.url);
    }
    expect(answer).toMatchObject({
      status: 'degraded',
      degraded: {
        code: 'DATA_DAMAGED',
        reason: expect.stringContaining('segment-0000000001.log'),
        failures: expect.any(Number),
      },
    });
    expect(Date.parse(answer.degraded?.since ?? '')).toBeLessThanOrEqual(Date.now());
    expect(JSON.parse(await server.logged('is degraded'))).toMatchObject({ level: 'warn', code: 'DATA_DAMAGED' });
    // The damaged document fails its own reads, and nothing else.
    expect((await ask(server.url, '/api/data/quickdoc-0')).status).toBe(500);
    expect((await ask(server.url, '/api/data/quickdoc-1')).status).toBe(200);
    await put(server.url, 'quickdoc-9', '9');
    expect(server.logs.filter((line) => line.includes('is degraded'))).toHaveLength(1);
  });
});
