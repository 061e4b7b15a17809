import { createHash } from 'node:crypto';

import { timed } from './clock.ts';
import { type Contender } from './contender.ts';
import { collectionsOf, type Dataset, Dice, prefixOf } from './documents.ts';
import { type Answer } from './tasks.ts';

/** Short enough that most slices are not interrupted by other processes, and long enough for the clock. */
const GETS_A_SLICE = 1000;
const FIRSTS_A_SLICE = 10;
const FIRST_LIMIT = 100;
const SCAN_SLICE_BYTES = 4 << 20;

export function get(
  contender: Contender,
  keys: readonly string[],
  task: { seed: number; slices: number; parse: boolean },
): Answer {
  const dice = new Dice(task.seed);
  const samples: number[] = [];
  let seen = 0;
  for (let slice = 0; slice < task.slices; slice++) {
    const wanted = Array.from({ length: GETS_A_SLICE }, () => keys[dice.next(keys.length)] ?? '');
    const elapsed = timed(() => {
      if (task.parse) {
        for (const key of wanted) seen += (JSON.parse(contender.get(key) ?? '') as { id: number }).id & 1;
      } else {
        for (const key of wanted) seen += contender.get(key)?.length ?? Number.NaN;
      }
    });
    samples.push(elapsed / GETS_A_SLICE);
  }
  if (Number.isNaN(seen)) throw new Error('a document was not found');
  return { samples };
}

export async function scan(contender: Contender): Promise<Answer> {
  const samples: number[] = [];
  let bytes = 0;
  let begin = process.hrtime.bigint();
  await contender.scan((part) => {
    bytes += part.length;
    if (bytes < SCAN_SLICE_BYTES) return;
    const now = process.hrtime.bigint();
    samples.push(Number(now - begin) / bytes);
    begin = now;
    bytes = 0;
  });
  // A small store is one slice.
  if (samples.length === 0) samples.push(Number(process.hrtime.bigint() - begin) / bytes);
  return { samples };
}

export async function first(
  contender: Contender,
  dataset: Dataset,
  task: { seed: number; slices: number },
): Promise<Answer> {
  const dice = new Dice(task.seed);
  const samples: number[] = [];
  for (let slice = 0; slice < task.slices; slice++) {
    const prefixes = Array.from({ length: FIRSTS_A_SLICE }, () => prefixOf(dataset, dice.next(collectionsOf(dataset))));
    const begin = process.hrtime.bigint();
    for (const prefix of prefixes) {
      const found = contender.firstOf(prefix, FIRST_LIMIT);
      const { count, values } = found instanceof Promise ? await found : found;
      if (count < values.length) throw new Error(`${prefix} has ${count} documents and gives ${values.length}`);
    }
    samples.push(Number(process.hrtime.bigint() - begin) / FIRSTS_A_SLICE / 1000);
  }
  return { samples };
}

/** What the store holds, in a few characters: equal for stores that give the same text and the same counts. */
export async function verify(contender: Contender, dataset: Dataset): Promise<Answer> {
  const hash = createHash('sha1');
  await contender.scan((part) => void hash.update(part));
  for (let collection = 0; collection < collectionsOf(dataset); collection++) {
    const { count, values } = await contender.firstOf(prefixOf(dataset, collection), FIRST_LIMIT);
    hash.update(`${count} ${values.join('')}`);
  }
  return { samples: [], digest: hash.digest('hex') };
}
