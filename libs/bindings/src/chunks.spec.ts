import { rejection } from '../test/caught.js';
import { ENGINES } from '../test/engines.js';
import { TempStore } from '../test/temp-store.js';
import { BufferPool } from './buffer-pool.js';
import { BimetalError, type Snapshot, type Store } from './index.js';

async function fill(store: Store, count: number): Promise<void> {
  const value = JSON.stringify({ title: 'ü'.repeat(50) });
  await Promise.all(Array.from({ length: count }, (_, number) => store.put(`testdoc1-${number}`, value)));
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<{ text: string; sizes: number[] }> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) {
    parts.push(Buffer.from(chunk.slice()));
  }
  return { text: Buffer.concat(parts).toString(), sizes: parts.map(({ length }) => length) };
}

async function firstChunk(snapshot: Snapshot): Promise<Uint8Array> {
  for await (const chunk of snapshot.chunks()) {
    return chunk;
  }
  throw new Error('there are no chunks');
}

describe.each(ENGINES)('Snapshot.chunks (engine %s)', (engine) => {
  it('gives the whole text in bounded chunks', async () => {
    await using temp = new TempStore({ engine });
    await fill(temp.store, 1000);
    using snapshot = temp.store.snapshot();
    const { text, sizes } = await collect(snapshot.chunks({ bytes: 10_000 }));
    expect(JSON.parse(text)).toHaveLength(1000);
    expect(sizes.length).toBeGreaterThan(10);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10_000);
    expect((await collect(snapshot.chunks())).text === text).toBe(true);
  });

  it('makes room for a document larger than a chunk', async () => {
    await using temp = new TempStore({ engine });
    const value = JSON.stringify('x'.repeat(1000));
    await temp.store.put('testdoc1-1', value);
    using snapshot = temp.store.snapshot();
    const { text } = await collect(snapshot.chunks({ bytes: 16 }));
    expect(text).toBe(`[{"key":"testdoc1-1","value":${value}}]`);
  });

  it('keeps to its prefix, and gives [] for nothing', async () => {
    await using temp = new TempStore({ engine });
    await fill(temp.store, 3);
    using snapshot = temp.store.snapshot();
    expect((await collect(snapshot.chunks({ prefix: 'another' }))).text).toBe('[]');
  });

  it('stops when its signal aborts', async () => {
    await using temp = new TempStore({ engine });
    await fill(temp.store, 1000);
    using snapshot = temp.store.snapshot();
    const controller = new AbortController();
    let chunks = 0;
    const error = await rejection(
      (async () => {
        for await (const _chunk of snapshot.chunks({ bytes: 1000, signal: controller.signal })) {
          chunks += 1;
          controller.abort(new Error('the client went away'));
        }
      })(),
    );
    expect(chunks).toBe(1);
    expect(BimetalError.is(error, 'ABORTED')).toBe(true);
    expect(error).toMatchObject({ cause: { message: 'the client went away' } });
    expect(await rejection(collect(snapshot.chunks({ signal: controller.signal })))).toMatchObject({ code: 'ABORTED' });
  });

  it('lets the event loop go on between chunks, so that a timer can abort it', async () => {
    await using temp = new TempStore({ engine });
    await fill(temp.store, 1000);
    using snapshot = temp.store.snapshot();
    const error = await rejection(
      (async () => {
        // Without a turn of the event loop this would never end: the timer could not fire.
        for (const signal = AbortSignal.timeout(1); ;) {
          await collect(snapshot.chunks({ signal }));
        }
      })(),
    );
    expect(error).toMatchObject({ code: 'ABORTED', cause: { name: 'TimeoutError' } });
  });

  it('uses its buffer again once the consumer is done with it', async () => {
    await using temp = new TempStore({ engine });
    await fill(temp.store, 1);
    using snapshot = temp.store.snapshot();
    const memory = (await firstChunk(snapshot)).buffer;
    expect((await firstChunk(snapshot)).buffer).toBe(memory);
  });

  it('throws what the snapshot throws', async () => {
    await using temp = new TempStore({ engine });
    const snapshot = temp.store.snapshot();
    snapshot.close();
    expect(await rejection(collect(snapshot.chunks()))).toMatchObject({ code: 'SNAPSHOT_CLOSED' });
  });
});

describe('BufferPool', () => {
  it('keeps no more buffers than it may, and none of another size', () => {
    const pool = new BufferPool(8, 2);
    const buffers = [pool.take(), pool.take(), pool.take()];
    expect(new Set(buffers).size).toBe(3);
    [...buffers, new Uint8Array(9)].forEach((buffer) => pool.give(buffer));
    expect(pool.idle).toBe(2);
    expect(buffers).toContain(pool.take());
  });
});
