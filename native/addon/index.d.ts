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

export interface OpenOptions {
  /** The engine of a new folder. A folder that has another is refused. */
  engine?: string | undefined;
  valueBytesMax?: number | undefined;
  valueDepthMax?: number | undefined;
  /** How many changes the store remembers for feeds that lag. */
  changesMax?: number | undefined;
}

export interface StoreInfo {
  path: string;
  engine: string;
  formatVersion: number;
  lastRevision: bigint;
  documents: number;
}

export interface CursorOptions {
  /** 0 to 8 characters that the keys start with. */
  prefix?: string | undefined;
}

export interface Entry {
  key: string;
  value: string;
  revision: bigint;
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

/** The value under a key, or `undefined`. */
export declare function storeGet(store: StoreHandle, key: string): string | undefined;

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

/** Puts a value under a key when the batch commits. */
export declare function batchPut(batch: BatchHandle, key: string, value: string | Uint8Array): void

/** Removes a key when the batch commits. */
export declare function batchRemove(batch: BatchHandle, key: string): void

/** Says which build of the addon is running. */
export declare function buildInfo(): BuildInfo

/** Closes the cursor. Closing twice is no error. */
export declare function cursorClose(cursor: CursorHandle): void

/** The next documents in key order, `limit` at most; none at the end. */
export declare function cursorNext(cursor: CursorHandle, limit: number): Entry[]

/** Opens a cursor before the first key of a range. */
export declare function cursorOpen(snapshot: SnapshotHandle, options?: CursorOptions): CursorHandle

/**
 * Moves before the first key of the range that is not less than `key`, forward or back. The text that `cursorRead`
 * writes begins again there.
 */
export declare function cursorSeek(cursor: CursorHandle, key: string): void

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

/** Lets go of what the snapshot shows; its cursors end with it. Closing twice is no error. */
export declare function snapshotClose(snapshot: SnapshotHandle): void

/** The number of documents in the snapshot. */
export declare function snapshotLength(snapshot: SnapshotHandle): number

/** Takes a snapshot of the store as of now. */
export declare function snapshotOpen(store: StoreHandle): SnapshotHandle

/** The revision that the snapshot shows. */
export declare function snapshotRevision(snapshot: SnapshotHandle): bigint

/**
 * Closes the handle. The promise resolves when the last handle on the folder has written what was queued and given
 * the folder up. Closing twice is no error.
 */
export declare function storeClose(store: StoreHandle): Promise<void>

/** What there is to know about an open store. */
export declare function storeInfo(store: StoreHandle): StoreInfo

/** Opens the store in a folder, creating both where there are none. */
export declare function storeOpen(path: string, options?: OpenOptions): StoreHandle

/** Why the store refuses writes, as an error; `undefined` while it takes them. */
export declare function storePoison(store: StoreHandle): Error | undefined

/**
 * Puts a value under a key. The promise resolves to the revision, once the write is on disk. A key or a value that is
 * refused throws at once.
 */
export declare function storePut(store: StoreHandle, key: string, value: string | Uint8Array): Promise<bigint>

/** Removes a key. The promise resolves to the revision, once that is on disk. An absent key is no error. */
export declare function storeRemove(store: StoreHandle, key: string): Promise<bigint>

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
