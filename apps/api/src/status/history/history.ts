import { type Store } from '@bimetal/bindings';
import { HISTORY_SERIES, type HistorySeries, type StatusHistory } from '@bimetal/contract';
import { type LoopSample } from './loop-sample.js';
import { type Sample, sampleOf, type Taken } from './sample.js';

/** How often a sample is taken. */
const INTERVAL_SECONDS = 5;

/** LIMIT: the samples of one hour, a number each for every series: 200 kB. */
const SAMPLES_MAX = 3600 / INTERVAL_SECONDS;

/** What the server did in the last hour, a sample every few seconds, for all event loops together. */
export class History implements Disposable {
  readonly #store: Pick<Store, 'closed' | 'statistics'>;
  readonly #gather: () => Promise<readonly LoopSample[]>;
  readonly #times = new Float64Array(SAMPLES_MAX);
  readonly #series = new Map<HistorySeries, Float64Array>(
    HISTORY_SERIES.map((name) => [name, new Float64Array(SAMPLES_MAX)]),
  );
  /** How many samples were taken since the start; the place of the next one follows from it. */
  #count = 0;
  #before: Taken | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `gather` asks all event loops. */
  constructor(store: Pick<Store, 'closed' | 'statistics'>, gather: () => Promise<readonly LoopSample[]>) {
    this.#store = store;
    this.#gather = gather;
  }

  /** Takes the first sample, and then one after the other. It keeps no process alive. */
  start(): void {
    // A sample that fails is left out: an event loop may be ending.
    const take = (): void => void this.take().catch(() => undefined);
    take();
    this.#timer = setInterval(take, INTERVAL_SECONDS * 1000).unref();
  }

  /** Takes a sample now. The very first one is only what the second is compared with. */
  async take(): Promise<void> {
    const loops = await this.#gather();
    if (this.#store.closed) return;
    const statistics = this.#store.statistics();
    const residentBytes = process.memoryUsage.rss();
    const now: Taken = { atMs: performance.now(), loops, statistics, residentBytes };
    if (this.#before !== undefined) this.#add(Date.now(), sampleOf(this.#before, now));
    this.#before = now;
  }

  /** The samples after a moment, in milliseconds since 1970, the oldest first. */
  since(moment: number): StatusHistory {
    const places = this.#places().filter((place) => (this.#times[place] ?? 0) > moment);
    const series = Object.fromEntries(
      HISTORY_SERIES.map((name) => [name, places.map((place) => numberAt(this.#series.get(name), place))]),
    ) as StatusHistory['series'];
    return { intervalSeconds: INTERVAL_SECONDS, times: places.map((place) => this.#times[place] ?? 0), series };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #add(time: number, sample: Sample): void {
    const place = this.#count++ % SAMPLES_MAX;
    this.#times[place] = time;
    for (const [name, numbers] of this.#series) numbers[place] = sample[name] ?? NaN;
  }

  #places(): number[] {
    const first = Math.max(0, this.#count - SAMPLES_MAX);
    return Array.from({ length: this.#count - first }, (_, index) => (first + index) % SAMPLES_MAX);
  }
}

/** With four digits, which is more than a chart shows, but for what is counted whole. */
function numberAt(numbers: Float64Array | undefined, place: number): number | null {
  const number = numbers?.[place] ?? NaN;
  if (Number.isNaN(number)) return null;
  return Number.isInteger(number) ? number : Number(number.toPrecision(4));
}
