import { createHash } from 'node:crypto';

/**
 * The documents that every store is given: the same keys and the same values in the same order, made from numbers, so
 * that no store is handed what another one was not, and each process makes them for itself.
 */
export type Dataset = {
  /** How many documents. */
  count: number;
  /** The bytes of each value. */
  valueBytes: number;
  keys: KeyForm;
};

/** `coll0003-1030000`, or `tenants/<uuid>/orders-1030000`. */
export type KeyForm = 'short' | 'long';

export type Entry = { key: string; value: string };

/** What the keys of a collection begin with, and what stands between that and the number. */
const FORMS = {
  short: { prefixOf: (collection: number) => `coll${String(collection).padStart(4, '0')}`, name: '-' },
  long: { prefixOf: (collection: number) => `tenants/${uuidOf(collection)}/`, name: 'orders-' },
};

/** Every number has 7 digits: the peers sort text, and that order is number order then. */
const FIRST_NUMBER = 1_000_000;

/** How many documents share a prefix. */
const COLLECTION_MAX = 10_000;

export function collectionSize({ count }: Dataset): number {
  return Math.min(COLLECTION_MAX, Math.max(1, Math.floor(count / 10)));
}

/** What the keys of a collection begin with, and no others. */
export function prefixOf({ keys }: Dataset, collection: number): string {
  return FORMS[keys].prefixOf(collection);
}

export function collectionsOf(dataset: Dataset): number {
  return Math.ceil(dataset.count / collectionSize(dataset));
}

/** All keys in their order. */
export function keysOf(dataset: Dataset): string[] {
  const size = collectionSize(dataset);
  const { name } = FORMS[dataset.keys];
  const prefixes = Array.from({ length: collectionsOf(dataset) }, (_, collection) => prefixOf(dataset, collection));
  prefixes.sort();
  return Array.from({ length: dataset.count }, (_, index) =>
    flat(`${prefixes[Math.floor(index / size)]}${name}${FIRST_NUMBER + index}`),
  );
}

/** The bytes of a key's text: 16, which is what the log keeps of a short key, too, or 59. */
export function keyBytes(keys: KeyForm): number {
  const { prefixOf, name } = FORMS[keys];
  return `${prefixOf(0)}${name}${FIRST_NUMBER}`.length;
}

/** The bytes of keys and values, which is what a store has to keep. */
export function payloadBytes({ count, valueBytes, keys }: Dataset): number {
  return count * (keyBytes(keys) + valueBytes);
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

  constructor({ valueBytes }: Pick<Dataset, 'valueBytes'>, seed: number) {
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

/** Looks random, as a UUID of version 4 does, and is the same in every process. */
function uuidOf(collection: number): string {
  const digits = createHash('sha256').update(String(collection)).digest('hex');
  const part = (begin: number, end: number) => digits.slice(begin, end);
  return `${part(0, 8)}-${part(8, 12)}-4${part(13, 16)}-a${part(17, 20)}-${part(20, 32)}`;
}

/** A string in one piece: a concatenation would be flattened by the first store that reads it, at its expense. */
function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
