import { Key, type Store } from '@bimetal/bindings';

/** How many numbers are set aside at a time: so many may be passed over when the server ends. */
const STEP = 1000n;

/** LIMIT: the prefixes whose numbers are remembered; of any other the next one is read from its note. */
const PREFIXES_MAX = 1000;

interface Range {
  next: bigint;
  /** The first number that is not set aside. */
  end: bigint;
}

/** Where the keys of new documents come from. */
export interface NumberSource {
  /** The key of the next number of a prefix. Rejects with KEY_… for a prefix that makes no key, and as a write does. */
  next(prefix: string): Promise<string>;
  /** Goes on behind the greatest number that there is: somebody has put documents by number himself. */
  skip(prefix: string): void | Promise<void>;
}

/** Nest's token of `NumberSource`, which is an interface and so has no value of its own. */
export const NUMBERS = Symbol('NumberSource');

/**
 * Numbers for new documents, `orders-1`, `orders-2`: they go up, and none is given twice, also after a removal, a crash and a
 * restart. A note of each prefix says up to where numbers are set aside, and is on disk before one of them is used. One thread
 * of a process gives them.
 */
export class Numbers implements NumberSource {
  readonly #store: Pick<Store, 'notes' | 'batch' | 'snapshot'>;
  readonly #ranges = new Map<string, Range>();
  /** Those who set numbers aside, so that one does it for all. */
  readonly #reserving = new Map<string, Promise<void>>();

  constructor(store: Pick<Store, 'notes' | 'batch' | 'snapshot'>) {
    this.#store = store;
  }

  async next(prefix: string): Promise<string> {
    Key.of(`${prefix}-`, 0n);
    for (;;) {
      const range = this.#ranges.get(prefix);
      if (range !== undefined && range.next < range.end) return String(Key.of(`${prefix}-`, range.next++));
      await this.#reserve(prefix);
    }
  }

  skip(prefix: string): void {
    const range = this.#ranges.get(prefix);
    const greatest = this.#greatest(prefix);
    if (range !== undefined && greatest >= range.next) range.next = greatest + 1n;
  }

  async #reserve(prefix: string): Promise<void> {
    let reserving = this.#reserving.get(prefix);
    if (reserving === undefined) {
      reserving = this.#setAside(prefix).finally(() => this.#reserving.delete(prefix));
      this.#reserving.set(prefix, reserving);
    }
    await reserving;
  }

  async #setAside(prefix: string): Promise<void> {
    const name = `numbers/${prefix}-`;
    const note = this.#store.notes.get(name);
    const kept = note === undefined ? this.#greatest(prefix) + 1n : BigInt(JSON.parse(note.value) as string);
    const passed = this.#ranges.get(prefix)?.next ?? 0n;
    const next = passed > kept ? passed : kept;
    const end = next + STEP;
    await this.#store.batch().putNote(name, `"${end}"`).commit();
    this.#ranges.delete(prefix);
    this.#ranges.set(prefix, { next, end });
    const [oldest] = this.#ranges.keys();
    if (this.#ranges.size > PREFIXES_MAX && oldest !== undefined) this.#ranges.delete(oldest);
  }

  /** The greatest number that a document of the prefix has; 0 where none has one. */
  #greatest(prefix: string): bigint {
    using snapshot = this.#store.snapshot();
    using cursor = snapshot.cursor({ name: `${prefix}-`, direction: 'backward' });
    const [last] = cursor.next(1);
    return last === undefined ? 0n : (last.key.number ?? 0n);
  }
}
