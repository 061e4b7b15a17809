/** Durations in buckets that are a few percent wide: as many as come, in a fixed amount of memory. */
export class Latencies {
  readonly #buckets = new Uint32Array(BUCKETS);
  #count = 0;

  /** Counts a duration, in milliseconds. */
  add(ms: number): void {
    const bucket = Math.round(Math.log(Math.max(ms, LEAST_MS) / LEAST_MS) / STEP);
    const place = Math.min(BUCKETS - 1, bucket);
    this.#buckets[place] = (this.#buckets[place] ?? 0) + 1;
    this.#count++;
  }

  /** The duration, in milliseconds, that a share of all did not exceed. NaN where there were none. */
  quantile(share: number): number {
    let left = Math.ceil(share * this.#count);
    if (this.#count === 0) return Number.NaN;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.#buckets[bucket] ?? 0;
      if (left <= 0) return LEAST_MS * Math.exp(bucket * STEP);
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Forgets what it has counted. */
  reset(): void {
    this.#buckets.fill(0);
    this.#count = 0;
  }
}

const LEAST_MS = 1e-4;
const STEP = 0.04;
/** Up to some ten minutes. */
const BUCKETS = 600;
