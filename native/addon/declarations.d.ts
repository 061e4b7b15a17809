/** What index.d.ts takes over: the types, and the exports that are registered through raw Node-API. Written by hand. */

declare const noun: unique symbol;

/** What all handles have in common: nothing that JavaScript can look into. */
export interface Handle<Noun extends string> {
  readonly [noun]: Noun;
}

/** An open store. Many may use it at once. */
export type StoreHandle = Handle<'store'>;
/** Writes that are being gathered. One user at a time. */
export type BatchHandle = Handle<'batch'>;
/** The store as of one revision. Many may use it at once. */
export type SnapshotHandle = Handle<'snapshot'>;
/** An ordered position in a snapshot. One user at a time. */
export type CursorHandle = Handle<'cursor'>;
/** A place in the changes of a store. One user at a time. */
export type FeedHandle = Handle<'change feed'>;
/** A place in the changes of a store, as text. One user at a time. */
export type FeedTextHandle = Handle<'change text feed'>;
/** A batch that was read from a text. One user at a time. */
export type BatchTextHandle = Handle<'batch text'>;
/** Documents that come as one long text. One user at a time. */
export type ImportHandle = Handle<'import'>;
/** A long operation. Many may look at it and cancel it. */
export type OperationHandle = Handle<'operation'>;

export interface OpenOptions {
  /** The engine of a new folder. A folder that has another is refused. */
  engine?: string | undefined;
  valueBytesMax?: number | undefined;
  valueDepthMax?: number | undefined;
  /** How many changes the store remembers in memory for feeds that lag. */
  changesMax?: number | undefined;
  /** The most bytes of changes that the log engine keeps on disk for feeds. */
  retainedBytesMax?: number | undefined;
  /** The oldest change that the log engine keeps on disk for feeds, in milliseconds. */
  retainedMsMax?: number | undefined;
  /** Opens only a store that is there, to look at it: nothing is made, compacted or removed because it has expired. */
  existing?: boolean | undefined;
}

export interface ConditionOptions {
  /** The write commits only if the document was last written at this revision. */
  ifRevision?: bigint | undefined;
  /** The write commits only if there is no document. */
  ifAbsent?: boolean | undefined;
}

export interface PutOptions extends ConditionOptions {
  /** How long the document lives, in milliseconds from now. */
  ttlMs?: number | undefined;
  /** When the document expires. Not together with `ttlMs`. */
  expires?: Date | undefined;
}

/** What became of a patch. */
export interface Patched {
  revision: bigint;
  /** Whether there was no document before. */
  created: boolean;
}

export interface StoreInfo {
  path: string;
  engine: string;
  formatVersion: number;
  lastRevision: bigint;
  documents: number;
}

/** Which documents: those that fit all that is given. */
export interface RangeOptions {
  /** What the texts of the keys begin with. One that ends within a number finds the numbers that begin so. */
  prefix?: string | undefined;
  /** A path of segments that the keys are below: their texts begin with it and a `/`. */
  segment?: string | undefined;
  /** The name, `-` at its end included, of keys that have a number. */
  name?: string | undefined;
  /** The least key. */
  from?: string | undefined;
  /** A key that all are greater than. */
  after?: string | undefined;
  /** The greatest key. */
  to?: string | undefined;
  /** A key that all are less than. */
  before?: string | undefined;
  /** What all are behind: every key that begins so. */
  afterPrefix?: string | undefined;
  /** What all are before: every key that begins so. */
  beforePrefix?: string | undefined;
}

export interface CursorOptions extends RangeOptions {
  /** In key order (`forward`), or against it. */
  direction?: 'forward' | 'backward' | undefined;
  /** How many documents are passed over first, in that direction. */
  offset?: number | undefined;
}

/** What the text of a cursor is like, which `cursorRead` writes. The other calls know nothing of it. */
export interface TextOptions extends CursorOptions {
  /** One JSON array (`array`), or a line for each item (`lines`). */
  form?: 'array' | 'lines' | undefined;
  /** What items say beside key and value. */
  include?: readonly ('revision' | 'expires')[] | undefined;
  /** How many items there are at most. */
  limit?: number | undefined;
  /** How many documents are looked at. */
  scanMax?: number | undefined;
  /** How many bytes of values are looked at. One document is, whatever it has. */
  bytesMax?: number | undefined;
  /** A filter that documents must pass to be given. */
  where?: string | undefined;
  /** JSON Pointers to the parts that are given of each value. */
  fields?: readonly string[] | undefined;
  /** What ends a common beginning of keys, behind the prefix: one item tells of all keys that have it. */
  delimiter?: string | undefined;
}

/** Where a text stopped: behind a key, or behind all keys that begin with a prefix. */
export interface Place {
  key?: string;
  prefix?: string;
}

export interface Document {
  value: string;
  revision: bigint;
  /** When it expires, in milliseconds since 1970; absent for never. */
  expires?: number;
}

/** What an import has read and not committed. */
export interface ImportBatch {
  documents: number;
  /** The number of the line or entry up to which it goes, from 1 on. */
  last: number;
  /** Whether it must be committed before more is taken. */
  full: boolean;
  /** Whether something is read that it has no room for, so that another batch follows. */
  more: boolean;
}

/** Key, value, revision and expiry of one document after another: four elements each. */
export type FlatEntries = (string | bigint | number | undefined)[];

/** How one batch came to be durable. Moments are told by how many milliseconds ago they were. */
export interface CommitTimes {
  /** The first and the last batch of its commit group: those between are in it as well, and no others. */
  firstRevision: bigint;
  lastRevision: bigint;
  /** When it was queued. */
  queuedAgoMs: number;
  /** When the committer took its group from the queue. */
  takenAgoMs: number;
  /** When the fsync of the group began and ended, the last one of several. Absent where the engine does not tell. */
  fsyncBeganAgoMs?: number;
  fsyncEndedAgoMs?: number;
  /** When readers saw the group, and its callers were about to hear of it. */
  shownAgoMs: number;
}

export interface Statistics {
  documents: number;
  expiringDocuments: number;
  liveBytes: number;
  deadBytes: number;
  diskBytes: number;
  segments: number;
  changesSince: bigint;
  syncs: number;
  /** How long the last fsyncs took, in microseconds, newest last. */
  syncMicros: number[];
  /** How many fsyncs took no longer than the bound of the same place; the last count has no bound. */
  syncHistogram: { boundsMicros: number[]; counts: number[]; microsSum: number };
  commits: { groups: number; batches: number; queuedBatches: number; queuedBytes: number };
  compaction: 'idle' | 'running' | 'waiting for room' | 'stopped';
  compactedBytes: number;
  /** Absent while background work gets on. */
  backgroundFailure?: BackgroundFailure;
}

export interface BackgroundFailure {
  /** The code of the last error; `INTERNAL` for a panic. */
  code: string;
  message: string;
  /** When the first failure was that others followed, in milliseconds since 1970. */
  since: number;
  failures: number;
}

export interface OperationProgress {
  bytes: number;
  /** 0 where nobody knows. */
  bytesAll: number;
}

export interface CheckReport {
  documents: number;
  records: number;
  bytes: number;
  /** What is wrong, one sentence each; none when all is well. */
  problems: string[];
}

export interface Change {
  key: string;
  revision: bigint;
  kind: 'put' | 'remove';
}

export type Changes = { kind: 'changes'; changes: Change[] } | { kind: 'empty' } | { kind: 'expired' };

export interface FeedTextOptions extends RangeOptions {
  /** Where to begin: after this revision. Without it, from now on. */
  since?: bigint | undefined;
  /** Whether changes are told with their values: they are by default. */
  values?: boolean | undefined;
  /** Server-sent events, or members of a JSON array. */
  form?: 'events' | 'array' | undefined;
  /** What documents must be like. */
  where?: string | undefined;
}

export interface FeedTextStep {
  /** A step ends with the change that fills so many bytes. The first one must fit. */
  bytesMax: number;
  /** It ends with the batch in which there are so many changes. */
  changesMax?: number | undefined;
  /** It goes no further than this revision. */
  until?: bigint | undefined;
  /** Whether it says where in the text which change is. */
  told?: boolean | undefined;
}

/** `revision`: up to it all changes have been given. */
export type FeedTextPart =
  | {
      kind: 'text';
      revision: bigint;
      text: Uint8Array;
      /** Whether the text ends with a batch. */
      whole: boolean;
      /** How many changes are in it. */
      changes: number;
      /** Key, revision, begin and end of one change after another: four elements each. */
      told?: (string | number)[];
    }
  | { kind: 'large'; revision: bigint; bytes: number }
  | { kind: 'empty'; revision: bigint }
  | { kind: 'expired'; revision: bigint };

export interface BuildInfo {
  version: string;
  /** The Cargo profile: `debug`, `release` or `profiling`. */
  profile: string;
  /** Lower-case hexadecimal; what the linker wrote into the loaded module. */
  buildId: string;
  debugAssertions: boolean;
}

// Registered through raw Node-API (src/raw.rs), because they are hot. The rest is registered by napi's macro.

/** Adds two numbers as 32-bit integers, to measure what a call costs: in debug builds, and with the feature `yardstick`. */
export declare function add(a: number, b: number): number;

/** Puts a value under a key when the batch commits. */
export declare function batchPut(
  batch: BatchHandle,
  key: string,
  value: string | Uint8Array,
  options?: PutOptions,
): void;

/** Removes a key when the batch commits. */
export declare function batchRemove(batch: BatchHandle, key: string, options?: ConditionOptions): void;

/**
 * The next documents in the cursor's direction, `limit` at most, and fewer where they have 128 MiB together; none at the end.
 */
export declare function cursorNext(cursor: CursorHandle, limit: number): FlatEntries;

/**
 * Puts a value under a key. The promise resolves to the revision, negative where there was a document, once the write is on
 * disk. A key or a value that is refused throws at once.
 */
export declare function storePut(
  store: StoreHandle,
  key: string,
  value: string | Uint8Array,
  options?: PutOptions,
): Promise<bigint>;

/**
 * Removes a key. The promise resolves to the revision, negative where there was a document, once that is on disk. An absent key
 * is no error.
 */
export declare function storeRemove(store: StoreHandle, key: string, options?: ConditionOptions): Promise<bigint>;

/** The value under a key, or `undefined`. */
export declare function storeGet(store: StoreHandle, key: string): string | undefined;

/**
 * The revision of the document under a key, in double quotes, and behind it the value: `"42"{"a":1}`; before both when it expires,
 * if it does: `2026-11-30T20:05:03.000Z"42"{"a":1}`. Or `undefined`.
 */
export declare function storeGetTagged(store: StoreHandle, key: string): string | undefined;

/**
 * The values under at most 1,000,000 keys, as of one revision; `undefined` where there is no document. Refused where they have
 * more than 128 MiB together.
 */
export declare function storeGetMany(store: StoreHandle, keys: readonly string[]): (string | undefined)[];

/** The value under a key as of the snapshot, or `undefined`. */
export declare function snapshotGet(snapshot: SnapshotHandle, key: string): string | undefined;

/**
 * Fills the buffer with the next part of one JSON array text, `[{"key":…,"value":…},…]`, or of the one that was asked for.
 *
 * Returns the number of bytes written; 0 when the text is complete; -n when the next part needs a buffer of n bytes, with
 * nothing written; and `undefined` when nothing was found yet, and there is more to look at. A buffer of length 0 is the error
 * BUFFER_ZERO_LENGTH.
 */
export declare function cursorRead(cursor: CursorHandle, buffer: Uint8Array): number | undefined;

// Without this TypeScript would take `noun` for an export too.
export {};
