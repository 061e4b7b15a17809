import { setTimeout } from 'node:timers/promises';

import { timedUntil } from './clock.ts';
import { type Contender } from './contender.ts';
import { type Dataset, Dice, type Entry, shuffled, Values } from './documents.ts';
import { type Answer } from './tasks.ts';

const LOAD_UNIT = 10_000;
const CHURN_UNIT = 1000;

/** The documents are made before the clock runs; from then on there is no pause that background work could hide in. */
export async function load(
  contender: Contender,
  keys: readonly string[],
  dataset: Dataset,
  { seed }: { seed: number },
): Promise<Answer> {
  const order = shuffled(dataset.count, seed);
  const values = new Values(dataset, seed);
  const units: Entry[][] = [];
  for (let from = 0; from < order.length; from += LOAD_UNIT) {
    units.push([...order.subarray(from, from + LOAD_UNIT)].map((index) => entryOf(keys, index, values)));
  }
  const elapsed = await timedUntil(async () => {
    for (const unit of units) await contender.load(unit);
  });
  return { samples: [elapsed / dataset.count / 1000] };
}

export async function churn(
  contender: Contender,
  keys: readonly string[],
  dataset: Dataset,
  { seed, times }: { seed: number; times: number },
): Promise<Answer> {
  const dice = new Dice(seed);
  const values = new Values(dataset, seed);
  const count = Math.round(dataset.count * times);
  let elapsed = 0;
  for (let done = 0; done < count; done += CHURN_UNIT) {
    const entries = Array.from({ length: CHURN_UNIT }, () => entryOf(keys, dice.next(keys.length), values));
    elapsed += await timedUntil(() => contender.load(entries));
  }
  await settled(() => contender.isQuiet());
  return { samples: [elapsed / count / 1000] };
}

const QUIET_LOOKS = 20;
const LOOK_MS = 100;
const QUIET_MS_MAX = 60_000;

/** Waits until background work has been quiet for two seconds. */
export async function settled(isQuiet: () => boolean): Promise<void> {
  for (let quiet = 0, waited = 0; quiet < QUIET_LOOKS && waited < QUIET_MS_MAX; waited += LOOK_MS) {
    await setTimeout(LOOK_MS);
    quiet = isQuiet() ? quiet + 1 : 0;
  }
}

function entryOf(keys: readonly string[], index: number, values: Values): Entry {
  return { key: keys[index] ?? '', value: values.next() };
}
