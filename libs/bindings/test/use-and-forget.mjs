// Does everything that a store can do, over and over, forgets what it opened, and prints how the memory grew that the
// garbage collector cannot see. Needs --expose-gc. With `leak` it keeps what it should forget, so that the growth shows.
import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { Store } from '../src/index.ts';
import { collectGarbage } from './collect-garbage.mjs';

const [folder, engine, operationsMin, leak] = process.argv.slice(2);
const KEYS = Array.from({ length: 2000 }, (_, number) => `testdoc1-${number}`);
const VALUE = JSON.stringify({ text: 'x'.repeat(200) });

const store = Store.open(folder, { engine, changesMax: 1000 });
const kept = [];
let operations = 0;

/** One round of all operations. */
async function round() {
  await Promise.all(KEYS.map((key) => store.put(key, VALUE)));
  for (const key of KEYS) {
    store.get(key);
    store.get(key);
    store.getDocument(key);
  }
  for (let from = 0; from < KEYS.length; from += 100) {
    store.getMany(KEYS.slice(from, from + 100));
  }
  operations += 4 * KEYS.length + 20;
  await Promise.all([conflicts(), scans()]);
  forgetBatches();
  forgetFeeds();
  refusals();
  globalThis.gc();
  await setImmediate();
}

async function conflicts() {
  const taken = KEYS.slice(0, 200).map((key) => store.put(key, VALUE, { ifAbsent: true }));
  const refused = (await Promise.allSettled(taken)).filter(({ status }) => status === 'rejected');
  operations += refused.length;
}

async function scans() {
  for (let count = 0; count < 20; count += 1) {
    const snapshot = store.snapshot();
    snapshot.cursor({ prefix: 'testdoc', direction: 'backward' }).next(100);
    snapshot.get(KEYS[count]);
    snapshot.count({ from: 'testdoc1-7' });
    operations += 4;
  }
  for await (const _chunk of store.snapshot().chunks()) {
    operations += 1;
  }
}

function forgetBatches() {
  for (let count = 0; count < 100; count += 1) {
    const batch = store.batch().remove('another1-1').require('another1-2', { ifAbsent: true });
    for (const key of KEYS.slice(0, 10)) {
      batch.put(key, VALUE);
    }
    if (leak) {
      kept.push(batch);
    } else if (count % 2 === 0) {
      batch.discard();
    }
    operations += 13;
  }
}

function forgetFeeds() {
  for (let count = 0; count < 20; count += 1) {
    const feed = store.changes({ since: store.info().lastRevision - 10n });
    feed.next(100);
    void feed.wait();
    operations += 3;
  }
}

function refusals() {
  for (const refused of ['', 'é'.repeat(257), 'a\tb', 'a//b']) {
    for (let count = 0; count < 20; count += 1) {
      try {
        store.get(refused);
      } catch {
        operations += 1;
      }
    }
  }
}

/** What the process has taken from the system for itself, apart from what belongs to JavaScript. */
function hiddenBytes() {
  const { rss, external } = process.memoryUsage();
  const { total_physical_size: heap } = getHeapStatistics();
  // Pages of mapped files count as resident, but the system takes them back whenever it likes.
  const anonymous = process.platform === 'linux' && /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status'));
  return (anonymous ? Number(anonymous[1]) * 1024 : rss) - heap - external;
}

/** The least of some measurements: what comes and goes between them is not kept. */
async function measure() {
  const bytes = [];
  for (let count = 0; count < 5; count += 1) {
    await round();
    await collectGarbage();
    bytes.push(hiddenBytes());
  }
  return Math.min(...bytes);
}

// The first quarter is for what is filled once: the pools, the changes in memory, the compiled code.
while (operations < Number(operationsMin) / 4) {
  await round();
}
const [began, before] = [operations, await measure()];
while (operations < Number(operationsMin)) {
  await round();
}
const after = await measure();
await store.close();
console.log(JSON.stringify({ operations, bytesAnOperation: (after - before) / (operations - began), before, after }));
