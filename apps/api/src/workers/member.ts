import { type Worker } from 'node:worker_threads';
import { type LoopFigures } from '../metrics/loop-figures.js';
import { type LoopSample } from '../status/history/loop-sample.js';
import { type FirstCalls, type WorkerCalls } from './calls.js';
import { Channel } from './channel.js';

/** LIMIT: an event loop has so long to tell its figures. Of one that is too busy, those that it told last are taken. */
const FIGURES_MS_MAX = 1000;

/** LIMIT: so long after the end of the drain an event loop has time to close what it has open. */
const END_MS_MAX = 1500;

/** One event loop beside the first. */
export class Member {
  readonly channel: Channel<WorkerCalls>;
  readonly #worker: Worker;
  #last: LoopFigures;

  /** `calls` are what it may ask. */
  constructor(number: number, worker: Worker, calls: FirstCalls) {
    this.#worker = worker;
    this.channel = new Channel(worker, calls);
    this.#last = noFigures(number);
  }

  async figures(): Promise<LoopFigures> {
    this.#last = await withinTime(this.channel.call('figures', undefined), FIGURES_MS_MAX, () => this.#last);
    return this.#last;
  }

  /** Undefined of one that is too busy to tell. */
  sample(): Promise<LoopSample | undefined> {
    return withinTime<LoopSample | undefined>(this.channel.call('sample', undefined), FIGURES_MS_MAX, () => undefined);
  }

  /** Resolves when its thread has ended, with the number of servers that had to be cut. */
  async drain(drainMs: number): Promise<number> {
    const cut = await withinTime(this.channel.call('drain', undefined), drainMs + END_MS_MAX, () => 1);
    await this.#worker.terminate();
    return cut;
  }
}

/** What was told in time, and without failing; else something else. */
async function withinTime<T>(told: Promise<T>, msMax: number, otherwise: () => T): Promise<T> {
  let overdue: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => (overdue = setTimeout(() => resolve(otherwise()), msMax)));
  try {
    return await Promise.race([told.catch(otherwise), late]);
  } finally {
    clearTimeout(overdue);
  }
}

function noFigures(worker: number): LoopFigures {
  return {
    worker,
    connections: { open: 0, accepted: 0, refused: 0 },
    limited: 0,
    feeds: { open: 0, overrun: 0, lagRevisionsMax: 0 },
    memory: { heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 },
    spans: undefined,
    requests: [],
    time: undefined,
  };
}
