import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bytesWritten, descriptors } from './compaction/process.ts';
import { measureCompaction, nameOf } from './compaction/rows.ts';
import { openContender } from './open-contender.ts';
import { diskBytes } from './disk.ts';
import { collectionsOf, type Dataset, keysOf, payloadBytes, prefixOf, shuffled, Values } from './documents.ts';
import { goalOf } from './goals.ts';
import { load } from './loading.ts';
import { verify } from './reading.ts';
import { rowOfRace, spreadOf } from './rows.ts';
import { TextParts } from './text-parts.ts';
import { TickBatch } from './tick-batch.ts';

const small: Dataset = { count: 300, valueBytes: 200, keys: 'short' };
const long: Dataset = { ...small, keys: 'long' };

describe('the documents', () => {
  it.each([
    [small, 16],
    [long, 59],
  ])('have keys whose text order is their number order: %j, of %d characters', (dataset, length) => {
    const keys = keysOf(dataset);
    expect(new Set(keys).size).toBe(dataset.count);
    expect([...keys].sort()).toEqual(keys);
    expect(new Set(keys.map(({ length }) => length))).toEqual(new Set([length]));
    const numbers = keys.map((key) => Number(key.slice(-7)));
    expect([...numbers].sort((left, right) => left - right)).toEqual(numbers);
  });

  it.each([small, long])('stand in collections of the same size, each with a beginning of its own: %j', (dataset) => {
    const keys = keysOf(dataset);
    const sizes = Array.from(
      { length: collectionsOf(dataset) },
      (_, collection) => keys.filter((key) => key.startsWith(prefixOf(dataset, collection))).length,
    );
    expect(sizes).toEqual(Array(10).fill(30));
  });

  it('have long keys as an application has them', () => {
    const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}';
    for (const key of keysOf(long)) expect(key).toMatch(new RegExp(`^tenants/${uuid}/orders-1000[0-9]{3}$`));
  });

  it.each([200, 4096])('have values of %d bytes of JSON, no two alike', (valueBytes) => {
    const values = new Values({ valueBytes }, 1);
    const texts = Array.from({ length: 1000 }, () => values.next());
    expect(new Set(texts).size).toBe(texts.length);
    for (const text of texts) expect([text.length, typeof JSON.parse(text)]).toEqual([valueBytes, 'object']);
  });

  it('are the same in every process, and come in another order for another seed', () => {
    expect(new Values(small, 5).next()).toBe(new Values(small, 5).next());
    expect(shuffled(100, 1)).toEqual(shuffled(100, 1));
    expect(shuffled(100, 1)).not.toEqual(shuffled(100, 2));
    expect([...shuffled(100, 1)].sort((left, right) => left - right)).toEqual([...Array(100).keys()]);
  });

  it('count with the bytes of their keys', () => {
    expect(payloadBytes(small)).toBe(300 * 216);
    expect(payloadBytes(long)).toBe(300 * 259);
  });
});

describe('the peers', () => {
  it.each([small, long])('hold and give the same: %j', async (dataset) => {
    const digests: (string | undefined)[] = [];
    for (const name of ['lmdb', 'classic-level', 'better-sqlite3', 'node:sqlite'] as const) {
      const folder = mkdtempSync(join(tmpdir(), 'bimetal-bench-spec-'));
      try {
        const store = await openContender(name, folder);
        const keys = keysOf(dataset);
        await load(store, keys, dataset, { seed: 1 });
        await store.put(keys[3] ?? '', '{"new":true}');
        await store.remove(keys[4] ?? '');
        expect([store.get(keys[3] ?? ''), store.get(keys[4] ?? '')]).toEqual(['{"new":true}', undefined]);
        digests.push((await verify(store, dataset)).digest);
        await store.close();
      } finally {
        rmSync(folder, { recursive: true });
      }
    }
    expect(new Set(digests).size).toBe(1);
  });
});

describe('a scan of strings', () => {
  it('is one JSON array, whatever the parts are', () => {
    const values = new Values({ valueBytes: 4096 }, 1);
    const entries = Array.from({ length: 100 }, (_, number) => ({
      key: number,
      value: JSON.parse(values.next()) as object,
    }));
    const shown: string[] = [];
    const parts = new TextParts((part) => shown.push(Buffer.from(part).toString()));
    for (const entry of entries) parts.add(`,${JSON.stringify(entry)}`);
    parts.end();
    expect(shown.length).toBeGreaterThan(1);
    expect(JSON.parse(shown.join(''))).toEqual(entries);
  });
});

describe('puts batched by hand', () => {
  it('become one transaction a turn, and are answered together', async () => {
    const commits: number[] = [];
    const batch = new TickBatch((entries) => void commits.push(entries.length));
    await Promise.all([batch.put('a', '1'), batch.put('b', '2'), batch.put('c', '3')]);
    await batch.put('d', '4');
    expect(commits).toEqual([3, 1]);
  });

  it('fail together', async () => {
    const batch = new TickBatch(() => Promise.reject(new Error('full')));
    const outcomes = await Promise.allSettled([batch.put('a', '1'), batch.put('b', '2')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

describe('a row of the store', () => {
  it('takes medians, sets redb beside the peers, and knows its goal', () => {
    const row = rowOfRace(
      'get raw',
      'ns',
      new Map([
        ['log', [10, 11, 90]],
        ['lmdb', [20, 22, 24]],
        ['redb', [5, 5, 5]],
      ]),
    );
    expect(row).toMatchObject({ ours: 11, peers: { lmdb: 22 }, beside: { redb: 5 }, best: 'lmdb', ratio: 2 });
    expect(row.goal).toEqual({ of: 'ratio', floor: 1.59 });
    expect(goalOf('get raw, 4 KB')).toMatchObject({ floor: 1 });
    expect(goalOf('disk over payload, loaded, 4 KB')).toBeUndefined();
    expect(goalOf('get raw, long keys')).toMatchObject({ floor: 1.3 });
    expect(goalOf('memory per document, long keys')).toEqual({ of: 'ours', floor: 79 });
  });

  it('knows how far apart its rounds were', () => {
    expect(spreadOf([10, 10, 10])).toBe(0);
    expect(spreadOf([8, 10, 12])).toBeCloseTo(0.1);
  });
});

describe('compaction under load', () => {
  it('has rows that know their goals at each size', () => {
    expect(goalOf(nameOf('3M', 'bytes written a new byte'))).toEqual({ of: 'ours', floor: 4, stretch: 2.5 });
    expect(goalOf(nameOf('10M', 'segments'))).toMatchObject({ floor: 200 });
    expect(goalOf(nameOf('3M', 'bytes written at rest'))).toMatchObject({ floor: 0 });
    expect(goalOf(nameOf('3M', 'put p99.9'))).toBeUndefined();
  });

  it('is left out where other rows are asked for', async () => {
    expect(await measureCompaction({ isQuick: true, only: 'get', say: console.log })).toEqual([]);
  });

  const isLinux = process.platform === 'linux';
  (isLinux ? it : it.skip)('counts what this process writes and has open', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bimetal-bench-spec-'));
    try {
      const [before, open] = [bytesWritten() ?? 0, descriptors() ?? 0];
      const file = openSync(join(folder, 'a'), 'w');
      expect(descriptors()).toBe(open + 1);
      writeSync(file, Buffer.alloc(1 << 20, 1));
      fsyncSync(file);
      closeSync(file);
      expect(descriptors()).toBe(open);
      // Where the folder is in memory nothing is written to a disk.
      const written = (bytesWritten() ?? 0) - before;
      expect(written === 0 || written >= 1 << 20).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('space on disk', () => {
  it('is what the files take, without those that are left out', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bimetal-bench-spec-'));
    try {
      writeFileSync(join(folder, 'a'), Buffer.alloc(100_000, 1));
      writeFileSync(join(folder, 'b'), Buffer.alloc(50_000, 1));
      expect(diskBytes(folder)).toBeGreaterThanOrEqual(150_000);
      expect(diskBytes(folder, (name) => name === 'b')).toBeLessThan(100_000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
