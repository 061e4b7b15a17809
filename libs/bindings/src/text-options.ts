import { type CursorOptions } from './range-options.js';

/** What a text of documents is like, beyond which documents are in it. Without any of it, it is `[{"key":…,"value":…},…]`. */
export interface TextOptions extends CursorOptions {
  /** One JSON array (`array`, the default), or a line for each item, with a line end behind it (`lines`). */
  readonly form?: 'array' | 'lines' | undefined;
  /**
   * What items say beside key and value: `"revision":"42"`, and `"expires":"2026-11-30T20:05:03.000Z"` of those that expire. They
   * stand between key and value, in this order.
   */
  readonly include?: readonly ('revision' | 'expires')[] | undefined;
  /** How many items there are at most, from 1 on. */
  readonly limit?: number | undefined;
  /** How many documents are looked at, from 1 on. */
  readonly scanMax?: number | undefined;
  /** How many bytes of values are looked at, from 1 on. One document is, whatever it has. */
  readonly bytesMax?: number | undefined;
  /** A filter that documents must pass to be given: `/age ge 21 and /city in ["Bern","Basel"]`. */
  readonly where?: string | undefined;
  /** JSON Pointers to the parts that are given of each value, 64 at most. */
  readonly fields?: readonly string[] | undefined;
  /**
   * What ends a common beginning of keys, behind the prefix: of all keys that have it, one item tells, `{"prefix":"users/","count":
   * "42"}`, and none of them is walked over. 1 to 16 bytes that do not end in a digit. A filter does not change the count.
   */
  readonly delimiter?: string | undefined;
}

/** Where a text stopped before the end of its range: a later one goes on behind a key, or behind all keys that begin so. */
export type Place = { readonly key: string } | { readonly prefix: string };
