/** LIMIT: the clients that are remembered. Of more, those who came first are forgotten, and may begin anew. */
const CLIENTS_MAX = 100_000;
const FORGOTTEN_AT_ONCE = CLIENTS_MAX / 10;

/** What a client that has rested may send at once: as much as it may in this time. */
export const BURST_MS = 1000;

/** Says whether a client may send one more request. */
export interface RateLimiter {
  /** 0 when it may at a time in milliseconds, else in how many milliseconds it may. */
  take(client: string, nowMs: number): number;
}

/**
 * A bucket of tokens for each client, filled steadily and emptied by its requests. A bucket is one number, the time at which
 * it will be full again (the generic cell rate algorithm, ITU-T I.371): one that is full needs not be remembered.
 */
export class RateLimit implements RateLimiter {
  readonly #msEach: number;
  readonly #fullAt = new Map<string, number>();

  constructor(perSecond: number) {
    this.#msEach = 1000 / perSecond;
  }

  /** The clients that are remembered. */
  get clients(): number {
    return this.#fullAt.size;
  }

  /** Takes a token of a client's at a time in milliseconds. 0 when there was one, else in how many milliseconds there will be. */
  take(client: string, nowMs: number): number {
    const known = this.#fullAt.get(client);
    const fullAt = known === undefined || known < nowMs ? nowMs : known;
    const waitMs = fullAt + this.#msEach - nowMs - Math.max(BURST_MS, this.#msEach);
    // Times are sums of fractions: what is less than a microsecond is nothing.
    if (waitMs > 1e-3) return waitMs;
    if (known === undefined && this.#fullAt.size >= CLIENTS_MAX) this.#forget(nowMs);
    this.#fullAt.set(client, fullAt + this.#msEach);
    return 0;
  }

  #forget(nowMs: number): void {
    for (const [client, fullAt] of this.#fullAt) if (fullAt <= nowMs) this.#fullAt.delete(client);
    let surplus = this.#fullAt.size + FORGOTTEN_AT_ONCE - CLIENTS_MAX;
    for (const client of this.#fullAt.keys()) {
      if (surplus-- <= 0) return;
      this.#fullAt.delete(client);
    }
  }
}
