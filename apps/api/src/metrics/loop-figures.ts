import { type ConnectionCounts } from '../http/admission.js';
import { type SpanCounts } from '../traces/span-export.js';
import { type Heaps, type LoopTime } from './process-metrics.js';
import { type RequestMetrics, type RequestSeriesFigures } from './request-metrics.js';
import { type ServerFigures } from './server-figures.js';

/** What one event loop of a server has counted, as it is passed from one thread to another. */
export interface LoopFigures {
  /** Which event loop, from 1. */
  readonly worker: number;
  readonly connections: ConnectionCounts;
  /** Requests that were refused because their client had sent too many. */
  readonly limited: number;
  readonly feeds: { readonly open: number; readonly overrun: number; readonly lagRevisionsMax: number };
  /** Bytes, of the heap that is this event loop's own. */
  readonly memory: Heaps;
  /** What became of the spans of traces; undefined where none are made. */
  readonly spans: SpanCounts | undefined;
  /** None where nobody wants metrics. */
  readonly requests: readonly RequestSeriesFigures[];
  readonly time: LoopTime | undefined;
}

/** What an event loop counts where somebody wants metrics. */
export interface LoopMetrics {
  readonly requests: Pick<RequestMetrics, 'series'>;
  takeTime(): LoopTime;
}

/** What this event loop has counted. */
export function figuresOf(worker: number, figures: ServerFigures, metrics: LoopMetrics | undefined): LoopFigures {
  const { connections, limits, feeds } = figures;
  const spans = figures.spans();
  const { heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage();
  return {
    worker,
    connections: { ...connections },
    limited: limits.refused,
    feeds: { open: feeds.open(), overrun: feeds.overrun, lagRevisionsMax: feeds.lagRevisionsMax() },
    memory: { heapTotal, heapUsed, external, arrayBuffers },
    spans: spans && { ...spans },
    requests: [...(metrics?.requests.series() ?? [])].map(({ labels, histogram: { bounds, counts, sum } }) => ({
      labels,
      histogram: { bounds, counts: [...counts], sum },
    })),
    time: metrics?.takeTime(),
  };
}

/** A number of each event loop, together. */
export function sumOf(all: readonly LoopFigures[], numberOf: (one: LoopFigures) => number): number {
  return all.reduce((sum, one) => sum + numberOf(one), 0);
}
