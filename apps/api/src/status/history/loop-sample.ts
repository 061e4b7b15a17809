import { type LoopFigures } from '../../metrics/loop-figures.js';
import { LoopClock } from '../../metrics/process-metrics.js';
import { type RequestCounts, type RequestTotals } from './request-counts.js';

/** LIMIT: a delay that is shorter is not seen. A timer of this pace costs an idle server nothing to speak of. */
const DELAY_RESOLUTION_MS = 100;

/** What an event loop tells for a sample of the history, as it may be passed from one thread to another. */
export interface LoopSample extends Pick<LoopFigures, 'worker' | 'connections' | 'feeds' | 'memory'> {
  readonly totals: RequestTotals;
  /** Since the process began. */
  readonly activeMs: number;
  readonly idleMs: number;
  /** How late it came to a timer at the worst since the sample before. */
  readonly delayMs: number;
}

/** Takes the samples of one event loop. */
export class LoopSampler implements Disposable {
  readonly #counts: Pick<RequestCounts, 'totals'>;
  readonly #figures: () => Pick<LoopFigures, 'worker' | 'connections' | 'feeds' | 'memory'>;
  readonly #clock = new LoopClock(DELAY_RESOLUTION_MS);

  constructor(counts: Pick<RequestCounts, 'totals'>, figures: () => LoopFigures) {
    this.#counts = counts;
    this.#figures = figures;
  }

  take(): LoopSample {
    const { worker, connections, feeds, memory } = this.#figures();
    const { activeMs, idleMs, delays } = this.#clock.take();
    const delayMs = 1000 * Math.max(0, ...delays);
    return { worker, connections, feeds, memory, totals: this.#counts.totals(), activeMs, idleMs, delayMs };
  }

  [Symbol.dispose](): void {
    this.#clock[Symbol.dispose]();
  }
}
