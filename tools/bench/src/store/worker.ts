/** A process with one store: does what it is asked, one thing at a time. Started by worker-process.ts. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { compact } from './compaction/load.ts';
import { type Contender, type ContenderName } from './contender.ts';
import { type Dataset, keysOf } from './documents.ts';
import { churn, load } from './loading.ts';
import { openContender } from './open-contender.ts';
import { first, get, scan, verify } from './reading.ts';
import { Syncs } from './syncs.ts';
import { type Answer, type Task } from './tasks.ts';
import { block, concurrent, put, remove } from './writing.ts';

type Open = { contender: Contender; dataset: Dataset; keys: readonly string[] };

const syncs = new Syncs();
let open: Open | undefined;

async function perform(task: Task): Promise<Answer> {
  if (task.kind === 'open') {
    const { dataset } = task;
    const keys = keysOf(dataset);
    // What is loaded once a process is not what is asked here.
    await warmUp(task.name);
    const begin = performance.now();
    const contender = await openContender(task.name, task.folder);
    const elapsed = performance.now() - begin;
    open = { contender, dataset, keys };
    return { samples: [elapsed] };
  }
  if (task.kind === 'memory') {
    await warmUp(task.name);
    const before = anonymousBytes();
    const contender = await openContender(task.name, task.folder);
    const grown = anonymousBytes() - before;
    await contender.close();
    return { samples: [grown] };
  }
  if (task.kind === 'compact') {
    return { samples: [], figures: await compact(task.folder, task.scale) };
  }
  if (!open) throw new Error('no store is open');
  const { contender, dataset, keys } = open;
  const store = { contender, dataset, keys, syncs };
  switch (task.kind) {
    case 'load':
      return load(contender, keys, dataset, task);
    case 'verify':
      return verify(contender, dataset);
    case 'get':
      return get(contender, keys, task);
    case 'scan':
      return scan(contender);
    case 'first':
      return first(contender, dataset, task);
    case 'put':
      return put(store, task);
    case 'block':
      return block(store, task);
    case 'remove':
      return remove(store, task);
    case 'concurrent':
      return concurrent(store, task);
    case 'churn':
      return churn(contender, keys, dataset, task);
    case 'close':
      await contender.close();
      open = undefined;
      return { samples: [] };
  }
}

async function warmUp(name: ContenderName): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bimetal-bench-warm-'));
  try {
    const contender = await openContender(name, folder);
    await contender.put('warmup00-1', '{}');
    contender.get('warmup00-1');
    await contender.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Memory of this process that no file stands behind: what a store costs beyond the page cache. */
function anonymousBytes(): number {
  globalThis.gc?.();
  const line = /^Anonymous:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8'));
  return Number(line?.[1]) * 1024;
}

// Whoever asked is gone.
process.on('disconnect', () => process.exit());

process.on('message', (task: Task) => {
  void perform(task).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) =>
      process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
