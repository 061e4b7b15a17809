/* Generated from the addon's debug build, which has everything. Do not edit: `npx nx write-declarations @bimetal/addon`. */

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
  /** When the document expires, in milliseconds since 1970. */
  expires?: number | undefined;
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
  /** 0 to 8 characters that the keys start with. */
  prefix?: string | undefined;
  /** The least key. */
  from?: string | undefined;
  /** A key that all are greater than. */
  after?: string | undefined;
  /** The greatest key. */
  to?: string | undefined;
  /** A key that all are less than. */
  before?: string | undefined;
}

export interface CursorOptions extends RangeOptions {
  /** In key order (`forward`), or against it. */
  direction?: 'forward' | 'backward' | undefined;
}

export interface Document {
  value: string;
  revision: bigint;
  /** When it expires, in milliseconds since 1970; absent for never. */
  expires?: number;
}

/** Key, value, revision and expiry of one document after another: four elements each. */
export type FlatEntries = (string | bigint | number | undefined)[];

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
  compaction: 'idle' | 'running' | 'waiting for room' | 'stopped';
  compactedBytes: number;
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

export interface BuildInfo {
  version: string;
  /** The Cargo profile: `debug`, `release` or `profiling`. */
  profile: string;
  /** Lower-case hexadecimal; what the linker wrote into the loaded module. */
  buildId: string;
  debugAssertions: boolean;
}

// Registered through raw Node-API (src/raw.rs), because they are hot. The rest is registered by napi's macro.

/** Adds two numbers as 32-bit integers; it measures what a call costs. */
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

/** The next documents in the cursor's direction, `limit` at most; none at the end. */
export declare function cursorNext(cursor: CursorHandle, limit: number): FlatEntries;

/**
 * Puts a value under a key. The promise resolves to the revision, once the write is on disk. A key or a value that is
 * refused throws at once.
 */
export declare function storePut(
  store: StoreHandle,
  key: string,
  value: string | Uint8Array,
  options?: PutOptions,
): Promise<bigint>;

/** Removes a key. The promise resolves to the revision, once that is on disk. An absent key is no error. */
export declare function storeRemove(store: StoreHandle, key: string, options?: ConditionOptions): Promise<bigint>;

/** The value under a key, or `undefined`. */
export declare function storeGet(store: StoreHandle, key: string): string | undefined;

/** The values under keys, as of one revision; `undefined` where there is no document. */
export declare function storeGetMany(store: StoreHandle, keys: readonly string[]): (string | undefined)[];

/** The value under a key as of the snapshot, or `undefined`. */
export declare function snapshotGet(snapshot: SnapshotHandle, key: string): string | undefined;

/**
 * Fills the buffer with the next part of one JSON array text, `[{"key":…,"value":…},…]`.
 *
 * Returns the number of bytes written; 0 when the text is complete; and -n when the next part needs a buffer of n bytes,
 * with nothing written. A buffer of length 0 is the error BUFFER_ZERO_LENGTH.
 */
export declare function cursorRead(cursor: CursorHandle, buffer: Uint8Array): number;

// Without this TypeScript would take `noun` for an export too.
export {};

/** Adds two numbers as 32-bit integers, through the macro: it measures what the macro costs. */
export declare function addMacro(a: number, b: number): number

/** Begins a batch. */
export declare function batchBegin(store: StoreHandle): BatchHandle

/** Commits the batch and closes its handle. The promise resolves to the revision, once the writes are on disk. */
export declare function batchCommit(batch: BatchHandle): Promise<bigint>

/** Drops the writes and closes the handle. Discarding twice is no error. */
export declare function batchDiscard(batch: BatchHandle): void

/** The number of keys that the batch writes. */
export declare function batchLength(batch: BatchHandle): number

/** Lets the batch commit only if the condition holds for a key, which need not be one that it writes. */
export declare function batchRequire(batch: BatchHandle, key: string, condition: ConditionOptions): void

/** Says which build of the addon is running. */
export declare function buildInfo(): BuildInfo

/** Closes the cursor. Closing twice is no error. */
export declare function cursorClose(cursor: CursorHandle): void

/** Opens a cursor at the beginning of a range, or at its end when it walks backward. */
export declare function cursorOpen(snapshot: SnapshotHandle, options?: CursorOptions): CursorHandle

/** The last key that the cursor took, or `undefined`: where a later cursor goes on with `cursorSeekPast`. */
export declare function cursorPosition(cursor: CursorHandle): string | undefined

/**
 * Moves before `key`, wherever the cursor stands: the next document is the one under `key`, or the nearest one of the
 * range in the cursor's direction. The text that `cursorRead` writes begins again there.
 */
export declare function cursorSeek(cursor: CursorHandle, key: string): void

/** Moves behind `key`: as `cursorSeek`, and the document under `key` is passed over. */
export declare function cursorSeekPast(cursor: CursorHandle, key: string): void

/** Closes the feed and wakes who waits for it. Closing twice is no error. */
export declare function feedClose(feed: FeedHandle): void

/** The next changes, `limit` at most, without waiting. */
export declare function feedNext(feed: FeedHandle, limit: number): Changes

/**
 * Opens the feed of the changes since a revision, or from now on. It begins as expired when the store does not
 * remember them all.
 */
export declare function feedOpen(store: StoreHandle, since?: bigint): FeedHandle

/** The revision up to which the feed has given all changes: where a later feed can go on. */
export declare function feedRevision(feed: FeedHandle): bigint

/**
 * Resolves when `feedNext` has something to say, be it that the feed or its store has closed. Waiting alone does not
 * keep the process alive.
 */
export declare function feedWait(feed: FeedHandle): Promise<void>

/** Ends an operation soon: its promise is rejected with CANCELLED. One that is over stays as it is. */
export declare function operationCancel(operation: OperationHandle): void

/** Makes an operation, to be given to `storeCheck`, `storeBackup` or `storeMigrate`. */
export declare function operationCreate(): OperationHandle

/** How far an operation has come: bytes done, and bytes in all; 0 in all where nobody knows. */
export declare function operationProgress(operation: OperationHandle): OperationProgress

/** Lets go of what the snapshot shows; its cursors end with it. Closing twice is no error. */
export declare function snapshotClose(snapshot: SnapshotHandle): void

/** The number of documents in a range of the snapshot. */
export declare function snapshotCount(snapshot: SnapshotHandle, range?: RangeOptions): number

/** The document under a key as of the snapshot, with its revision and its expiry, or `undefined`. */
export declare function snapshotGetDocument(snapshot: SnapshotHandle, key: string): Document | undefined

/** The number of documents in the snapshot. */
export declare function snapshotLength(snapshot: SnapshotHandle): number

/** Takes a snapshot of the store as of now. */
export declare function snapshotOpen(store: StoreHandle): SnapshotHandle

/** The revision that the snapshot shows. */
export declare function snapshotRevision(snapshot: SnapshotHandle): bigint

/** Writes a copy of the store as of now into a folder that is empty or not there. Resolves to its revision. */
export declare function storeBackup(store: StoreHandle, target: string, operation: OperationHandle): Promise<bigint>

/**
 * Reads the whole store, compares every checksum, and compares the index with what is on disk. What is wrong stands in
 * the report.
 */
export declare function storeCheck(store: StoreHandle, operation: OperationHandle): Promise<CheckReport>

/**
 * Closes the handle. The promise resolves when the last handle on the folder has written what was queued and given
 * the folder up. Closing twice is no error.
 */
export declare function storeClose(store: StoreHandle): Promise<void>

/** The number of documents in a range. The log engine does not walk over them. */
export declare function storeCount(store: StoreHandle, range?: RangeOptions): number

/** The document under a key with its revision and its expiry, or `undefined`. */
export declare function storeGetDocument(store: StoreHandle, key: string): Document | undefined

/** What there is to know about an open store. */
export declare function storeInfo(store: StoreHandle): StoreInfo

/**
 * Copies the documents as of now into a folder that is empty or not there, for another engine. Resolves to the revision
 * of the copy.
 */
export declare function storeMigrate(store: StoreHandle, target: string, engine: string, operation: OperationHandle): Promise<bigint>

/** Opens the store in a folder, creating both where there are none. */
export declare function storeOpen(path: string, options?: OpenOptions): StoreHandle

/** Why the store refuses writes, as an error; `undefined` while it takes them. */
export declare function storePoison(store: StoreHandle): Error | undefined

/** Figures for an operator, cheap to ask for. */
export declare function storeStatistics(store: StoreHandle): Statistics

/** Throws a test error with two causes under it. */
export declare function testError(): never

/** Panics inside an export. */
export declare function testPanic(): never

/** Panics in asynchronous work: on a background thread, or on the event loop while the promise is settled. */
export declare function testPanicAsync(place: 'thread' | 'settlement'): Promise<never>

/** A handle whose release panics, in the finaliser when it is forgotten. */
export declare function testPanicFinalizer(): unknown

/** How often this environment's event loop was woken to settle promises. */
export declare function testWakeCount(): number
