/** LIMIT: wrong keys of one network that are looked at, in a minute. */
const ATTEMPTS_MAX = 10;
const WINDOW_MS = 60_000;

/** LIMIT: the networks that are remembered. Of more, those whose first attempt is longest ago are forgotten. */
const NETWORKS_MAX = 10_000;

interface Attempts {
  readonly until: number;
  count: number;
}

/**
 * Counts the wrong keys that come from a network. Nobody guesses 256 bits, at whatever speed: this keeps those who try from filling
 * the log and taking the time of the others.
 */
export class FailedAttempts {
  readonly #attempts = new Map<string, Attempts>();

  /** For how many milliseconds nothing new is looked at from a network; 0 when it is. */
  waitMs(network: string, nowMs: number): number {
    const attempts = this.#attempts.get(network);
    if (attempts === undefined) return 0;
    if (nowMs >= attempts.until) this.#attempts.delete(network);
    return attempts.count < ATTEMPTS_MAX ? 0 : Math.max(0, attempts.until - nowMs);
  }

  add(network: string, nowMs: number): void {
    const attempts = this.#attempts.get(network);
    if (attempts !== undefined && nowMs < attempts.until) {
      attempts.count++;
      return;
    }
    this.#attempts.delete(network);
    if (this.#attempts.size >= NETWORKS_MAX) {
      const [oldest = ''] = this.#attempts.keys();
      this.#attempts.delete(oldest);
    }
    this.#attempts.set(network, { until: nowMs + WINDOW_MS, count: 1 });
  }

  /** The networks that are remembered. */
  get size(): number {
    return this.#attempts.size;
  }
}
