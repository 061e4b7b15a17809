import { type CommonPrefix, type DocumentPage, type ListedDocument } from '@bimetal/contract';
import { type CallOptions } from './transport.js';

/** Which documents a list has, and how it tells them. The names are those of the API's parameters. */
export interface ListOptions extends CallOptions {
  readonly prefix?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly reverse?: boolean | undefined;
  /** How many documents of the range are passed over first. */
  readonly offset?: number | undefined;
  /** JSON Pointers to the parts of values that are wanted. */
  readonly fields?: readonly string[] | undefined;
  /** A filter, such as `/age ge 21`. */
  readonly where?: string | undefined;
  readonly include?: readonly ('revision' | 'expires')[] | undefined;
  /** Holds all pages to the revision of the first, or to that of a number. */
  readonly revision?: 'latest' | bigint | undefined;
  /** Keys with this behind the prefix are told of by what they have in common. */
  readonly delimiter?: string | undefined;
  /** Whether the number of documents of the range is told. */
  readonly count?: boolean | undefined;
  /** How many items a page has; 500 by default. */
  readonly limit?: number | undefined;
}

/** A document of a list. */
export interface Item<T> {
  readonly key: string;
  readonly value: T;
  /** With `include: ['revision']`. */
  readonly revision: bigint | undefined;
  /** With `include: ['expires']`, of one that does. */
  readonly expires: Date | undefined;
}

/** All keys that begin so, and how many there are; with `delimiter`. */
export interface Common {
  readonly prefix: string;
  readonly count: bigint;
}

/** A part of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** The revision that all items are of. */
  readonly revision: bigint;
  /** How many documents the range has, with `count`. */
  readonly count: bigint | undefined;
  /** Where the next page is. */
  readonly next: string | undefined;
}

/** Which documents a list has that comes as its text. */
export type ListTextOptions = Omit<ListOptions, 'count'>;

/** The query of a list's first page. */
export function pageQueryOf({ limit = 500, ...options }: ListOptions): string {
  return `${queryOf({ ...options, limit })}&envelope=true`;
}

/** What is asked for, as a query; empty for all documents. */
export function queryOf({ fields, include, signal: _, timeoutMs: _t, retries: _r, ...others }: ListOptions): string {
  const said = Object.entries(others).filter(([, value]) => value !== undefined && value !== false);
  const pairs = said.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  // A comma within a pointer is escaped, and those between pointers are not.
  if (fields !== undefined) pairs.push(`fields=${fields.map(encodeURIComponent).join(',')}`);
  if (include !== undefined) pairs.push(`include=${include.join(',')}`);
  return pairs.join('&');
}

/** A page as it came. */
export function pageOf<T>(text: string): Page<T> {
  const { items, revision, count, next } = JSON.parse(text) as DocumentPage;
  return {
    items: items.map((item) => ('prefix' in item ? commonOf(item) : itemOf(item)) as T),
    revision: BigInt(revision),
    count: count === undefined ? undefined : BigInt(count),
    next: next ?? undefined,
  };
}

function itemOf({ key, value, revision, expires }: ListedDocument): Item<unknown> {
  return {
    key,
    value,
    revision: revision === undefined ? undefined : BigInt(revision),
    expires: expires === undefined ? undefined : new Date(expires),
  };
}

function commonOf({ prefix, count }: CommonPrefix): Common {
  return { prefix, count: BigInt(count) };
}
