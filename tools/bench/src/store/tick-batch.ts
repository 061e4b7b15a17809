import { type Entry } from './documents.ts';

type Waiting = { resolve: () => void; reject: (reason: unknown) => void };

/**
 * What a careful user writes around a store that gives each write its own fsync: the puts of one turn of the event loop
 * become one transaction, and are answered together.
 */
export class TickBatch {
  readonly #commit: (entries: Entry[]) => Promise<void> | void;
  #entries: Entry[] = [];
  #waiting: Waiting[] = [];

  constructor(commit: (entries: Entry[]) => Promise<void> | void) {
    this.#commit = commit;
  }

  put(key: string, value: string): Promise<void> {
    if (this.#entries.length === 0) setImmediate(() => void this.#flush());
    this.#entries.push({ key, value });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async #flush(): Promise<void> {
    const entries = this.#entries;
    const waiting = this.#waiting;
    this.#entries = [];
    this.#waiting = [];
    try {
      await this.#commit(entries);
      for (const { resolve } of waiting) resolve();
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}
