import { setImmediate } from 'node:timers/promises';

import { timedUntil } from './clock.ts';
import { type Contender } from './contender.ts';
import { type Dataset, Dice, type Entry, Values } from './documents.ts';
import { type Syncs } from './syncs.ts';
import { type Answer } from './tasks.ts';
import { TickBatch } from './tick-batch.ts';

type Store = { contender: Contender; keys: readonly string[]; dataset: Dataset; syncs: Syncs };

export async function put(store: Store, { seed, count }: { seed: number; count: number }): Promise<Answer> {
  const samples: number[] = [];
  const before = store.syncs.count();
  for (const { key, value } of entriesOf(store, seed, count)) {
    samples.push((await timedUntil(() => store.contender.put(key, value))) / 1000);
    // What an event loop does between two requests.
    await setImmediate();
  }
  return { samples, syncs: (store.syncs.count() - before) / count };
}

export async function block(store: Store, { seed, count }: { seed: number; count: number }): Promise<Answer> {
  const samples: number[] = [];
  for (const { key, value } of entriesOf(store, seed, count)) {
    let longest = 0n;
    let last = process.hrtime.bigint();
    let isDone = false;
    const look = () => {
      const now = process.hrtime.bigint();
      if (now - last > longest) longest = now - last;
      last = now;
    };
    void Promise.resolve(store.contender.put(key, value)).then(() => (isDone = true));
    while (!isDone) {
      await setImmediate();
      look();
    }
    samples.push(Number(longest) / 1000);
  }
  return { samples };
}

export async function remove(store: Store, { seed, count }: { seed: number; count: number }): Promise<Answer> {
  const samples: number[] = [];
  // Each key once: removing what is not there is another thing.
  const entries = [...new Map(entriesOf(store, seed, count).map((entry) => [entry.key, entry])).values()];
  const before = store.syncs.count();
  for (const { key } of entries) {
    samples.push((await timedUntil(() => store.contender.remove(key))) / 1000);
    await setImmediate();
  }
  const syncs = (store.syncs.count() - before) / entries.length;
  await store.contender.load(entries);
  return { samples, syncs };
}

/** Not a divisor of the number of keys: no pair of key and value comes twice. */
const VALUES = 30_011;

export async function concurrent(
  store: Store,
  task: { seed: number; writers: number; ms: number; batched: boolean; delay_us: number },
): Promise<Answer> {
  const { contender, keys, dataset, syncs } = store;
  const dice = new Dice(task.seed);
  const random = new Values(dataset, task.seed);
  const values = Array.from({ length: Math.min(VALUES, Math.ceil(60e6 / dataset.valueBytes)) }, () => random.next());
  const batch = task.batched ? new TickBatch((entries) => contender.load(entries)) : contender;
  if (task.delay_us > 0) syncs.delay_us(task.delay_us);
  try {
    const before = syncs.count();
    const begin = performance.now();
    let puts = 0;
    const write = async () => {
      while (performance.now() - begin < task.ms) {
        const answer = batch.put(keys[dice.next(keys.length)] ?? '', values[puts++ % values.length] ?? '');
        // A store that has blocked until it was done still lets the other writers have their turn.
        await answer;
      }
    };
    await Promise.all(Array.from({ length: task.writers }, write));
    const seconds = (performance.now() - begin) / 1000;
    return { samples: [puts / seconds], syncs: (syncs.count() - before) / puts };
  } finally {
    if (task.delay_us > 0) syncs.delay_us(0);
  }
}

function entriesOf({ keys, dataset }: Store, seed: number, count: number): Entry[] {
  const dice = new Dice(seed);
  const values = new Values(dataset, seed);
  return Array.from({ length: count }, () => ({ key: keys[dice.next(keys.length)] ?? '', value: values.next() }));
}
