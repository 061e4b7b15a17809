import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@bimetal/client';

export interface CountersOptions {
  readonly url: string;
  readonly clients: number;
  readonly counters: number;
  /** How long the clients go on. */
  readonly ms: number;
}

export interface CountersReport {
  /** How many increments were answered. */
  readonly increments: number;
  /** What is not as it must be. */
  readonly faults: readonly string[];
}

/** Clients that increment counters of theirs in common by `update()`: at the end each counter says how often that was answered. */
export async function incrementCounters({ url, clients, counters, ms }: CountersOptions): Promise<CountersReport> {
  const answered = new Map<string, number>();
  const end = new AbortController();
  const increment = async (client: Client, at: number): Promise<void> => {
    for (let turn = at; !end.signal.aborted; turn++) {
      const key = `counters/${turn % counters}`;
      await client.update<{ count: number }>(key, (current) => ({ count: (current?.count ?? 0) + 1 }));
      answered.set(key, (answered.get(key) ?? 0) + 1);
    }
  };
  const all = Promise.all(Array.from({ length: clients }, (_, at) => increment(new Client({ url }), at)));
  // The first failure ends it, and so does the time.
  await Promise.race([all, sleep(ms)]);
  end.abort();
  await all;
  return { increments: sum(answered.values()), faults: await faultsOf(new Client({ url }), answered) };
}

async function faultsOf(client: Client, answered: ReadonlyMap<string, number>): Promise<string[]> {
  const faults: string[] = [];
  for await (const { key, value } of client.list<{ count: number }>({ prefix: 'counters/' })) {
    const expected = answered.get(key) ?? 0;
    if (value.count !== expected) faults.push(`${key} is ${value.count}, and ${expected} increments were answered`);
  }
  return faults;
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, number) => total + number, 0);
}
