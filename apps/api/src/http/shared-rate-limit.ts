import { BURST_MS, type RateLimiter } from './rate-limit.js';

/** Buckets that are looked at for one client. */
const WAYS = 4;

/**
 * LIMIT: the clients that are remembered, 131,072. Of more that send at the same time, those are forgotten whose buckets are fuller, and
 * may begin anew.
 */
const SETS = 1 << 15;

export const RATE_TABLE_BYTES = SETS * WAYS * BigInt64Array.BYTES_PER_ELEMENT;

/** Times are microseconds in the lower 48 bits of a bucket, enough for nine years; above them stands whose it is, in 16. */
const TIME_BITS = 48n;
const TIME_MASK = (1n << TIME_BITS) - 1n;

/**
 * The rate limit of a server with several event loops: buckets as those of {@link RateLimit}, in memory that all of them share. A
 * bucket is one word, so that it changes in one step. Two clients are taken for one when 31 bits of a hash are alike.
 */
export class SharedRateLimit implements RateLimiter {
  readonly #microsEach: bigint;
  readonly #burstMicros: bigint;
  readonly #buckets: BigInt64Array;

  /** The buckets are empty memory at first, and the same for all who limit together. */
  constructor(perSecond: number, buckets: BigInt64Array) {
    const msEach = 1000 / perSecond;
    this.#microsEach = BigInt(Math.max(1, Math.round(msEach * 1000)));
    this.#burstMicros = BigInt(Math.round(Math.max(BURST_MS, msEach) * 1000));
    this.#buckets = buckets;
  }

  /** The time is one that all event loops have in common. */
  take(client: string, nowMs: number): number {
    const now = BigInt(Math.floor(nowMs * 1000));
    const { set, tag } = placeOf(client);
    for (;;) {
      const place = this.#placeIn(set, tag, now);
      const known = Atomics.load(this.#buckets, place);
      const isOwn = BigInt.asUintN(64, known) >> TIME_BITS === tag;
      const fullAtKnown = known & TIME_MASK;
      const fullAt = isOwn && fullAtKnown > now ? fullAtKnown : now;
      const waitMicros = fullAt + this.#microsEach - now - this.#burstMicros;
      if (waitMicros > 0n) return Number(waitMicros) / 1000;
      const next = BigInt.asIntN(64, (tag << TIME_BITS) | (fullAt + this.#microsEach));
      // Another event loop may have changed it meanwhile: then it is looked at again.
      if (Atomics.compareExchange(this.#buckets, place, known, next) === known) return 0;
    }
  }

  /** The client's own bucket, else the one that was full first, or will be. */
  #placeIn(set: number, tag: bigint, now: bigint): number {
    let [chosen, earliest] = [set * WAYS, TIME_MASK + 1n];
    for (let place = set * WAYS; place < (set + 1) * WAYS; place++) {
      const word = BigInt.asUintN(64, Atomics.load(this.#buckets, place));
      const fullAt = word & TIME_MASK;
      if (word >> TIME_BITS === tag && fullAt > now) return place;
      if (fullAt < earliest) [chosen, earliest] = [place, fullAt];
    }
    return chosen;
  }
}

/** FNV-1a, twice, and mixed at the end: the same for a client in every event loop. */
function placeOf(client: string): { readonly set: number; readonly tag: bigint } {
  let one = 0x811c9dc5;
  let other = 0x9dc5811c;
  for (let at = 0; at < client.length; at++) {
    const code = client.charCodeAt(at);
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul(other ^ code, 0x01000193) ^ (one >>> 13);
  }
  return { set: mixed(one) % SETS, tag: BigInt(mixed(other) >>> 16) };
}

function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}
