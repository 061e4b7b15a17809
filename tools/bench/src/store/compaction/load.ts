import { setTimeout } from 'node:timers/promises';

import type { Store } from '@bimetal/bindings';

import { Latencies } from '../../soak/latencies.ts';
import { Dice } from '../documents.ts';
import { settled } from '../loading.ts';
import { bytesWritten, descriptors } from './process.ts';
import { type Figures, KEY_BYTES, type Scale, VALUE_BYTES } from './scale.ts';

const FILL_UNIT = 5000;
const OVERWRITE_UNIT = 500;
const PAUSE_MS = 1;
const LOOK_MS = 250;
const VALUE = JSON.stringify('x'.repeat(VALUE_BYTES - 2));

/**
 * Fills a store, writes documents over others at random while compaction works, and leaves it alone: what that wrote, how much it
 * left, how long a put waited beside it, and what is written where there is nothing to do.
 */
export async function compact(folder: string, { documents, load_ms, idle_ms }: Scale): Promise<Figures> {
  const { Store } = await import('@bimetal/bindings');
  await using store = Store.open(folder, { engine: 'log' });
  const before = bytesWritten();
  for (let number = 0; number < documents; number += FILL_UNIT) {
    await put(store, FILL_UNIT, (index) => number + index);
  }
  await rest(store);
  const begin = bytesWritten();
  const load = await overwrite(store, documents, load_ms);
  await rest(store);
  const end = bytesWritten();
  await setTimeout(idle_ms);
  const last = bytesWritten();
  // A folder in memory has no disk that anything could be written to.
  const isDisk = before !== undefined && begin !== before;
  const bytes = isDisk && {
    'bytes written a new byte': (Number(end) - Number(begin)) / (load.written * (KEY_BYTES + VALUE_BYTES)),
    'bytes written at rest': Number(last) - Number(end),
  };
  return { ...bytes, ...load.figures };
}

/** The load: a batch of documents at a time, and beside it one put after another, each of which waits for its fsync. */
async function overwrite(store: Store, documents: number, load_ms: number) {
  const [dice, puts] = [new Dice(1), new Latencies()];
  const random = () => dice.next(documents);
  const begin = performance.now();
  const isOver = () => performance.now() - begin >= load_ms;
  let written = 0;
  let most = { segments: 0, descriptors: 0, 'dead over live': 0 };
  const writeBatches = async () => {
    for (; !isOver(); written += OVERWRITE_UNIT, await setTimeout(PAUSE_MS)) await put(store, OVERWRITE_UNIT, random);
  };
  const writeSingly = async () => {
    for (; !isOver(); written++, await setTimeout(PAUSE_MS)) {
      const asked = performance.now();
      await store.put(keyOf(random()), VALUE);
      puts.add(performance.now() - asked);
    }
  };
  const watch = async () => {
    for (; !isOver(); await setTimeout(LOOK_MS)) {
      const { segments, deadBytes, liveBytes } = store.statistics();
      most = {
        segments: Math.max(most.segments, segments),
        descriptors: Math.max(most.descriptors, descriptors() ?? 0),
        'dead over live': Math.max(most['dead over live'], deadBytes / liveBytes),
      };
    }
  };
  await Promise.all([writeBatches(), writeSingly(), watch()]);
  const overwrites = written / ((performance.now() - begin) / 1000);
  const { descriptors: open, ...others } = most;
  const figures: Figures = { ...others, 'put p99.9': puts.quantile(0.999), overwrites };
  return { written, figures: open > 0 ? { ...figures, descriptors: open } : figures };
}

async function put(store: Store, count: number, numberOf: (index: number) => number): Promise<void> {
  const batch = store.batch();
  for (let index = 0; index < count; index++) batch.put(keyOf(numberOf(index)), VALUE);
  await batch.commit();
}

/** Seven digits for as long as they suffice: a key takes the same room with more of them. */
function keyOf(number: number): string {
  return `testdocs-${1_000_000 + number}`;
}

/** Waits until compaction has nothing to do, and nothing is written any more. */
function rest(store: Store): Promise<void> {
  let seen = bytesWritten();
  return settled(() => {
    const last = seen;
    seen = bytesWritten();
    return store.statistics().compaction === 'idle' && seen === last;
  });
}
