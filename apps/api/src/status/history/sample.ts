import { type Statistics } from '@bimetal/bindings';
import { type HistorySeries } from '@bimetal/contract';
import { fineBoundMs, quantileOf } from '../../metrics/fine-histogram.js';
import { type LoopSample } from './loop-sample.js';
import { REQUEST_CLASSES, type RequestClass } from './request-counts.js';

/** All that a sample is made of: what the event loops and the store told at one moment. */
export interface Taken {
  /** By the clock of `performance`. */
  readonly atMs: number;
  readonly loops: readonly LoopSample[];
  readonly statistics: Statistics;
  readonly residentBytes: number;
}

export type Sample = Readonly<Record<HistorySeries, number | null>>;

/** What happened between two moments, and how it was at the second. */
export function sampleOf(before: Taken, now: Taken): Sample {
  const seconds = Math.max(0.001, (now.atMs - before.atMs) / 1000);
  const rate = (numberOf: (taken: Taken) => number): number => Math.max(0, numberOf(now) - numberOf(before)) / seconds;
  const total = (numberOf: (loop: LoopSample) => number): number => rate(({ loops }) => sum(loops, numberOf));
  return {
    ...requestsOf(before, now, seconds),
    refusedPerSecond: total(({ totals }) => totals.refused),
    failedPerSecond: total(({ totals }) => totals.failed),
    abortedPerSecond: total(({ totals }) => totals.aborted),
    ...storeOf(before, now),
    commitGroupsPerSecond: rate(({ statistics }) => statistics.commits.groups),
    commitBatchesPerSecond: rate(({ statistics }) => statistics.commits.batches),
    compactedBytesPerSecond: rate(({ statistics }) => statistics.compactedBytes),
    ...loopsOf(before, now),
    residentBytes: now.residentBytes,
  };
}

type ClassSeries = 'readsPerSecond' | 'listsPerSecond' | 'writesPerSecond' | 'othersPerSecond';
type TimeSeries = `${'read' | 'list' | 'write' | 'other'}${'MsP50' | 'MsP99'}`;

function requestsOf(before: Taken, now: Taken, seconds: number): Pick<Sample, ClassSeries | TimeSeries> {
  const entries = REQUEST_CLASSES.flatMap((name) => {
    const counts = difference(timesOf(before, name), timesOf(now, name));
    const one = name.slice(0, -1);
    return [
      [`${name}PerSecond`, counts.reduce((all, count) => all + count, 0) / seconds],
      [`${one}MsP50`, quantileOf(counts, 0.5, fineBoundMs)],
      [`${one}MsP99`, quantileOf(counts, 0.99, fineBoundMs)],
    ] as const;
  });
  return Object.fromEntries(entries) as Pick<Sample, ClassSeries | TimeSeries>;
}

/** How many requests of a class took how long, of all event loops together. */
function timesOf({ loops }: Taken, name: RequestClass): number[] {
  const [first, ...rest] = loops.map(({ totals }) => totals.times[name]);
  return Array.from(first ?? [], (count, at) => rest.reduce((all, counts) => all + (counts[at] ?? 0), count));
}

function difference(before: ArrayLike<number>, now: ArrayLike<number>): number[] {
  return Array.from(now, (count, at) => Math.max(0, count - (before[at] ?? 0)));
}

function storeOf(before: Taken, { statistics }: Taken): Pick<Sample, StoreSeries> {
  const { documents, liveBytes, deadBytes, diskBytes, commits, syncHistogram, backgroundFailure } = statistics;
  const syncs = difference(before.statistics.syncHistogram.counts, syncHistogram.counts);
  const { boundsMicros } = syncHistogram;
  // What lies beyond the last bound is told as that bound: it is at least as much.
  const boundOf = (at: number): number => (boundsMicros[at] ?? boundsMicros.at(-1) ?? 0) / 1000;
  return {
    documents,
    liveBytes,
    deadBytes,
    diskBytes,
    queuedBatches: commits.queuedBatches,
    fsyncMsP50: quantileOf(syncs, 0.5, boundOf),
    fsyncMsP99: quantileOf(syncs, 0.99, boundOf),
    backgroundFailures: backgroundFailure?.failures ?? 0,
  };
}

type StoreSeries =
  | 'documents'
  | 'liveBytes'
  | 'deadBytes'
  | 'diskBytes'
  | 'queuedBatches'
  | 'fsyncMsP50'
  | 'fsyncMsP99'
  | 'backgroundFailures';

type LoopSeries = 'feeds' | 'feedLagRevisions' | 'connections' | 'loopUtilization' | 'loopDelayMs' | 'heapUsedBytes';

/** Of the event loops the busiest counts: whoever waits, waits for that one. */
function loopsOf(before: Taken, { loops }: Taken): Pick<Sample, LoopSeries> {
  const busy = loops.map((loop) =>
    utilizationOf(
      before.loops.find(({ worker }) => worker === loop.worker),
      loop,
    ),
  );
  return {
    feeds: sum(loops, ({ feeds }) => feeds.open),
    feedLagRevisions: Math.max(0, ...loops.map(({ feeds }) => feeds.lagRevisionsMax)),
    connections: sum(loops, ({ connections }) => connections.open),
    loopUtilization: Math.max(0, ...busy),
    loopDelayMs: Math.max(0, ...loops.map(({ delayMs }) => delayMs)),
    heapUsedBytes: sum(loops, ({ memory }) => memory.heapUsed),
  };
}

function utilizationOf(before: LoopSample | undefined, now: LoopSample): number {
  const active = now.activeMs - (before?.activeMs ?? 0);
  const idle = now.idleMs - (before?.idleMs ?? 0);
  return active + idle <= 0 ? 0 : active / (active + idle);
}

function sum<T>(all: readonly T[], numberOf: (one: T) => number): number {
  return all.reduce((together, one) => together + numberOf(one), 0);
}
