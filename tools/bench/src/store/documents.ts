/**
 * The documents that every store is given: the same keys and the same values in the same order, made from numbers, so
 * that no store is handed what another one was not, and each process makes them for itself.
 */
export type Dataset = {
  /** How many documents. */
  count: number;
  /** The bytes of each value. */
  valueBytes: number;
};

export type Entry = { key: string; value: string };

/** A key is 16 bytes on disk, and so is its text here: 8 characters, a dash, 7 digits. Text order is number order. */
export const KEY_BYTES = 16;

const FIRST_NUMBER = 1_000_000;

/** How many documents share a prefix. */
const COLLECTION_MAX = 10_000;

export function collectionSize({ count }: Dataset): number {
  return Math.min(COLLECTION_MAX, Math.max(1, Math.floor(count / 10)));
}

/** The 8 characters that a collection's keys begin with. */
export function prefixOf(collection: number): string {
  return `coll${String(collection).padStart(4, '0')}`;
}

export function collectionsOf(dataset: Dataset): number {
  return Math.ceil(dataset.count / collectionSize(dataset));
}

/** All keys in their order. */
export function keysOf(dataset: Dataset): string[] {
  const size = collectionSize(dataset);
  return Array.from({ length: dataset.count }, (_, index) =>
    flat(`${prefixOf(Math.floor(index / size))}-${FIRST_NUMBER + index}`),
  );
}

/** The bytes of keys and values, which is what a store has to keep. */
export function payloadBytes({ count, valueBytes }: Dataset): number {
  return count * (KEY_BYTES + valueBytes);
}

/** A sequence of whole numbers that looks random and is the same each time (xorshift). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  }

  /** A number from 0 to `below` - 1. */
  next(below: number): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return (state >>> 0) % below;
  }
}

/** The numbers from 0 to `count` - 1, shuffled. */
export function shuffled(count: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  const dice = new Dice(seed);
  for (let last = count - 1; last > 0; last--) {
    const other = dice.next(last + 1);
    const swapped = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = swapped;
  }
  return order;
}

/**
 * Makes values of one length: JSON objects with numbers, texts and an array, no two alike. That matters: SQLite skips the
 * write and its fsync when the new row equals the old.
 */
export class Values {
  readonly #bytes: Buffer;
  readonly #places: readonly number[];
  readonly #dice: Dice;

  constructor({ valueBytes }: Dataset, seed: number) {
    const text = template(valueBytes);
    this.#bytes = Buffer.from(text, 'latin1');
    this.#places = [...text.matchAll(/#{8}/g)].map(({ index }) => index);
    this.#dice = new Dice(seed);
  }

  next(): string {
    for (const place of this.#places) {
      let number = this.#dice.next(90_000_000) + 10_000_000;
      for (let digit = place + 7; digit >= place; digit--) {
        this.#bytes[digit] = 48 + (number % 10);
        number = Math.floor(number / 10);
      }
    }
    return this.#bytes.toString('latin1');
  }
}

/** A document with `########` where the numbers go. */
function template(bytes: number): string {
  const head =
    '{"id":########,"name":"Person ########","email":"p########@example.com","active":true,"score":0.########,"tags":["a","bc","def"],"lines":[';
  const tail = '],"note":"';
  const line = '{"sku":"S-########","count":3,"price":19.95,"comment":"as ordered, to the usual door"}';
  const lines: string[] = [];
  while (head.length + [...lines, line].join(',').length + tail.length + 2 <= bytes) lines.push(line);
  const text = head + lines.join(',') + tail;
  return `${text}${'n'.repeat(bytes - text.length - 2)}"}`;
}

/** A string in one piece: a concatenation would be flattened by the first store that reads it, at its expense. */
function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
