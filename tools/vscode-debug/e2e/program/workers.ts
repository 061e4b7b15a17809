import { createRequire } from 'node:module';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

interface Addon {
  priceOf(id: number, count: number): number;
}

const addon = createRequire(import.meta.url)('../program.node') as Addon;

function inWorker(id: number): number {
  const tags: string[] = ['in', 'worker'];
  const price: number = addon.priceOf(id, tags.length); // TS_WORKER
  return price + tags.length; // TS_PRICED
}

function fails(): string {
  try {
    throw new Error('in the worker'); // TS_THROWS
  } catch (error) {
    return (error as Error).message;
  }
}

function inMain(turn: number): number {
  const price: number = addon.priceOf(turn, 3); // TS_MAIN
  return price;
}

/** The sum that the worker computes, while the main thread calls the same addon. */
function outsource(id: number): Promise<number> {
  const timer = setInterval(() => inMain(1), 1);
  return new Promise((resolve) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: id });
    worker.once('message', (price: number) => {
      clearInterval(timer);
      resolve(price);
    });
  });
}

if (isMainThread) {
  const first = await outsource(20);
  const second = await outsource(40);
  console.log('total', first + second + inMain(2));
} else {
  let price = 0;
  const rounds = Number(process.env['ROUNDS'] ?? '1');
  for (let round = 0; round < rounds; round++) price = fails() ? inWorker(workerData as number) : 0;
  parentPort?.postMessage(price);
}
