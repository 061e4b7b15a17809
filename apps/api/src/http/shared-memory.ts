import { type Config } from '../config/config.js';
import { RequestError } from '../problem/request-error.js';

/** The part of the memory for large bodies, and of that for large answers, that is an event loop's own. */
export function memoryOf({ transferBytesMax, workers }: Pick<Config, 'transferBytesMax' | 'workers'>): number {
  return Math.ceil(transferBytesMax / workers);
}

interface Waiting {
  readonly bytes: number;
  readonly grant: () => void;
}

/** LIMIT: what is as small as this is neither counted nor waited for: the system takes it from us at once. */
export const SMALL_BYTES = 64 * 1024;

/**
 * Memory that requests share, so that many of them together take no more than a few. Who finds none left waits, first come,
 * first served, and not for ever.
 */
export class SharedMemory {
  readonly #bytesMax: number;
  readonly #waitMsMax: number;
  readonly #waiting: Waiting[] = [];
  #taken = 0;

  constructor(bytesMax: number, waitMsMax: number) {
    this.#bytesMax = bytesMax;
    this.#waitMsMax = waitMsMax;
  }

  /** Bytes that are free now, until they are disposed of; undefined when others have them, or wait for them already. */
  takeNow(bytes: number): Disposable | undefined {
    return this.#waiting.length === 0 && this.#hasRoom(bytes) ? this.#take(bytes) : undefined;
  }

  /** Resolves when the bytes are free. Rejects with SERVER_BUSY when they are not in time. */
  take(bytes: number): Promise<Disposable> {
    const taken = this.takeNow(bytes);
    if (taken !== undefined) return Promise.resolve(taken);
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        bytes,
        grant: () => {
          clearTimeout(overdue);
          resolve(this.#take(bytes));
        },
      };
      const overdue = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        this.#grant();
        reject(
          new RequestError('SERVER_BUSY', 'other requests have all the memory there is for large values: try again'),
        );
      }, this.#waitMsMax);
      this.#waiting.push(waiting);
    });
  }

  #take(bytes: number): Disposable {
    this.#taken += bytes;
    let isTaken = true;
    return {
      [Symbol.dispose]: () => {
        if (!isTaken) return;
        isTaken = false;
        this.#taken -= bytes;
        this.#grant();
      },
    };
  }

  #grant(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined || !this.#hasRoom(next.bytes)) return;
      this.#waiting.shift();
      next.grant();
    }
  }

  /** What is larger than all of it gets all of it, alone: otherwise it would wait for ever. */
  #hasRoom(bytes: number): boolean {
    return this.#taken === 0 || this.#taken + bytes <= this.#bytesMax;
  }
}
