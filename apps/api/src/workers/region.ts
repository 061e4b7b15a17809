import { type OpenConnections } from '../http/open-connections.js';
import { RATE_TABLE_BYTES } from '../http/shared-rate-limit.js';

/** The places of the numbers at the beginning, of four bytes each. */
const KEYS_VERSION = 0;
const CONNECTIONS = 1;

const NUMBERS_BYTES = 64;

/** Memory that the event loops of a server share: what must be the same for all of them in every moment. */
export class Region implements OpenConnections {
  readonly buffer: SharedArrayBuffer;
  /** The buckets of the rate limit. */
  readonly rates: BigInt64Array;
  readonly #numbers: Int32Array;

  /** Of an event loop that was given it; new for the first. */
  constructor(buffer = new SharedArrayBuffer(NUMBERS_BYTES + RATE_TABLE_BYTES)) {
    this.buffer = buffer;
    this.#numbers = new Int32Array(buffer, 0, NUMBERS_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.rates = new BigInt64Array(buffer, NUMBERS_BYTES);
  }

  /** Another number after each change of the API keys. */
  get keysVersion(): number {
    return Atomics.load(this.#numbers, KEYS_VERSION);
  }

  /** Says that the API keys have changed, on disk already. */
  countKeysVersion(): void {
    Atomics.add(this.#numbers, KEYS_VERSION, 1);
  }

  take(openMax: number): boolean {
    if (Atomics.add(this.#numbers, CONNECTIONS, 1) < openMax) return true;
    this.give();
    return false;
  }

  give(): void {
    Atomics.sub(this.#numbers, CONNECTIONS, 1);
  }
}
