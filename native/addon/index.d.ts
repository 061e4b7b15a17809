/* Generated from the addon's debug build, which has everything. Do not edit: `npx nx write-declarations @bimetal/addon`. */

import type {
  BackgroundFailure,
  BatchHandle,
  BatchTextHandle,
  BuildInfo,
  Changes,
  CheckReport,
  CommitTimes,
  CursorHandle,
  CursorOptions,
  Document,
  FeedHandle,
  FeedTextHandle,
  FeedTextOptions,
  FeedTextPart,
  FeedTextStep,
  ImportBatch,
  ImportHandle,
  OpenOptions,
  OperationHandle,
  OperationProgress,
  Place,
  Patched,
  PutOptions,
  RangeOptions,
  SnapshotHandle,
  Statistics,
  StoreHandle,
  StoreInfo,
  TextOptions,
} from './declarations.js';

export * from './declarations.js';

/** Adds two numbers as 32-bit integers, through the macro: it measures what the macro costs. */
export declare function addMacro(a: number, b: number): number

/** Begins a batch. */
export declare function batchBegin(store: StoreHandle): BatchHandle

/**
 * Commits the batch and closes its handle. The promise resolves to the revision, negative where its first write in key order
 * met a document, once the writes are on disk.
 */
export declare function batchCommit(batch: BatchHandle): Promise<bigint>

/** Drops the writes and closes the handle. Discarding twice is no error. */
export declare function batchDiscard(batch: BatchHandle): void

/** The number of keys that the batch writes. */
export declare function batchLength(batch: BatchHandle): number

/**
 * Puts what a patch makes of the document under a key, as it is in the store now, into a batch, which then commits only while
 * it is so. Returns whether there is no document yet.
 */
export declare function batchPatch(batch: BatchHandle, key: string, patch: string | Uint8Array, kind: 'merge' | 'json', options?: PutOptions): boolean

/** Puts a note when the batch commits. */
export declare function batchPutNote(batch: BatchHandle, name: string, value: string): void

/** Removes a note when the batch commits. */
export declare function batchRemoveNote(batch: BatchHandle, name: string): void

/** Lets the batch commit only if the condition holds for a key, which need not be one that it writes. */
export declare function batchRequire(batch: BatchHandle, key: string, condition: ConditionOptions): void

/** Commits the batch. The promise resolves to its answer as JSON text, `{"revision":…,"results":[…]}`, once it is on disk. */
export declare function batchTextCommit(batch: BatchTextHandle): Promise<string>

/** The number of the operation that has a key, counted from 0, or `undefined`. */
export declare function batchTextFind(batch: BatchTextHandle, key: string): number | undefined

/** The keys of the operations, in their order, so that the batch can be refused for them. */
export declare function batchTextKeys(batch: BatchTextHandle): Array<string>

/** Reads a batch from its text, whose values stay as they stand in it. */
export declare function batchTextParse(store: StoreHandle, text: Uint8Array): BatchTextHandle

/** Puts a note when the batch commits. */
export declare function batchTextPutNote(batch: BatchTextHandle, name: string, value: string): void

/**
 * Refuses the batch where its conditions do not hold now, and lets it commit only while what is under its keys stays as it
 * is. Returns what it will have done: the member `results` of its answer, as JSON text.
 */
export declare function batchTextSettle(batch: BatchTextHandle): string

/** Says which build of the addon is running. */
export declare function buildInfo(): BuildInfo

/** Closes the cursor. Closing twice is no error. */
export declare function cursorClose(cursor: CursorHandle): void

/** Opens a cursor at the beginning of a range, or at its end when it walks backward. */
export declare function cursorOpen(snapshot: SnapshotHandle, options?: TextOptions): CursorHandle

/** The last key that the cursor took, or `undefined`: where a later cursor goes on with `cursorSeekPast`. */
export declare function cursorPosition(cursor: CursorHandle): string | undefined

/**
 * The next documents as server-sent events, `bytesMax` at most. A number says how many bytes the next one needs, `undefined`
 * that there is none.
 */
export declare function cursorReadEvents(cursor: CursorHandle, bytesMax: number, values: boolean): Uint8Array | number | undefined

/**
 * Moves before `key`, wherever the cursor stands: the next document is the one under `key`, or the nearest one of the
 * range in the cursor's direction. The text that `cursorRead` writes begins again there.
 */
export declare function cursorSeek(cursor: CursorHandle, key: string): void

/** Moves behind `key`: as `cursorSeek`, and the document under `key` is passed over. */
export declare function cursorSeekPast(cursor: CursorHandle, key: string): void

/**
 * Where the text stopped before the end of the range, because it has all that was wanted of it: behind a key, or behind all keys
 * that begin with a prefix. `undefined` when nothing is left, and before the first read.
 */
export declare function cursorStoppedBehind(cursor: CursorHandle): Place | undefined

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

/** Closes the feed and wakes who waits for it. Closing twice is no error. */
export declare function feedTextClose(feed: FeedTextHandle): void

/** Keeps the changes that have been written since until they are read, where the engine can. */
export declare function feedTextKeep(feed: FeedTextHandle): void

/** Opens the changes since a revision, or from now on, as text. */
export declare function feedTextOpen(store: StoreHandle, options?: FeedTextOptions): FeedTextHandle

/** The next piece of the text, without waiting. */
export declare function feedTextRead(feed: FeedTextHandle, options: FeedTextStep): FeedTextPart

/** The revision up to which the feed has given all changes: where a later feed can go on. */
export declare function feedTextRevision(feed: FeedTextHandle): bigint

/**
 * Resolves when there are changes after those that were read, or when the feed or its store has closed. Waiting alone does
 * not keep the process alive.
 */
export declare function feedTextWait(feed: FeedTextHandle): Promise<void>

/**
 * Resolves when `feedNext` has something to say, be it that the feed or its store has closed. Waiting alone does not
 * keep the process alive.
 */
export declare function feedWait(feed: FeedHandle): Promise<void>

/** What waits to be committed. */
export declare function importBatch(handle: ImportHandle): ImportBatch

/**
 * Begins an import of lines (`lines`) or of one array (`array`). With `creates`, a document that is there is not replaced. The
 * lines or entries up to a number are passed over: 0, none of them.
 */
export declare function importBegin(store: StoreHandle, form: 'array' | 'lines', creates: boolean, passed: number): ImportHandle

/** Commits the batch that waits, and begins another. The promise resolves to its revision, once it is on disk. */
export declare function importCommit(handle: ImportHandle): Promise<bigint>

/** Says that the text has ended. What is left of it is in the batch then. */
export declare function importEnd(handle: ImportHandle): void

/** The number of the line or entry that had a key in the batch that was committed last; `undefined` where it is not known. */
export declare function importFind(handle: ImportHandle, key: string): number | undefined

/** The keys of the batch that waits, so that it can be refused for them. */
export declare function importKeys(handle: ImportHandle): Array<string>

/** Puts a note into the batch that waits, right before it is committed. A batch may have a note and no documents. */
export declare function importPutNote(handle: ImportHandle, name: string, value: string): void

/** Takes bytes of the text until a batch is full. Returns how many. */
export declare function importTake(handle: ImportHandle, bytes: Uint8Array): number

/** Ends an operation soon: its promise is rejected with CANCELLED. One that is over stays as it is. */
export declare function operationCancel(operation: OperationHandle): void

/** Makes an operation, to be given to `storeCheck`, `storeBackup` or `storeMigrate`. */
export declare function operationCreate(): OperationHandle

/** How far an operation has come: bytes done, and bytes in all; 0 in all where nobody knows. */
export declare function operationProgress(operation: OperationHandle): OperationProgress

/**
 * Sends a text to a Unix datagram socket: a path, or `@` and an abstract name on Linux. Says whether it was sent; it waits
 * for nobody.
 */
export declare function sendDatagram(path: string, text: string): boolean

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

/** Lets other handles on the folder find the snapshot by its revision, as long as it is open. */
export declare function snapshotShare(snapshot: SnapshotHandle): void

/** The moment whose living documents the snapshot shows, in milliseconds since 1970. */
export declare function snapshotTaken(snapshot: SnapshotHandle): number

/** Adds a memo: `undefined`. Where there is one of that name already it stays, and its text is returned. */
export declare function storeAddMemo(store: StoreHandle, name: string, text: string): string | undefined

/** Why background work does not get on; `undefined` while it does. */
export declare function storeBackgroundFailure(store: StoreHandle): BackgroundFailure | undefined

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

/** How the batch of a revision came to be durable; `undefined` where that is not kept, or not any more. */
export declare function storeCommitTimes(store: StoreHandle, revision: bigint): CommitTimes | undefined

/** The number of documents in a range. The log engine does not walk over them. */
export declare function storeCount(store: StoreHandle, range?: RangeOptions): number

/** The document under a key with its revision and its expiry, or `undefined`. */
export declare function storeGetDocument(store: StoreHandle, key: string): Document | undefined

/** What there is to know about an open store. */
export declare function storeInfo(store: StoreHandle): StoreInfo

/** From now on keeps when writes were queued and committed, until the folder is closed. */
export declare function storeKeepCommitTimes(store: StoreHandle): void

/** The memo of a name, or `undefined`. */
export declare function storeMemo(store: StoreHandle, name: string): string | undefined

/**
 * Copies the documents as of now into a folder that is empty or not there, for another engine. Resolves to the revision
 * of the copy.
 */
export declare function storeMigrate(store: StoreHandle, target: string, engine: string, operation: OperationHandle): Promise<bigint>

/** The note of a name, or `undefined`. */
export declare function storeNote(store: StoreHandle, name: string): Document | undefined

/** The notes whose names begin so, in their order, behind one where that is given: name and text of one after another. */
export declare function storeNotes(store: StoreHandle, beginning: string, after: string | undefined, limit: number): string[]

/** Opens the store in a folder, creating both where there are none. */
export declare function storeOpen(path: string, options?: OpenOptions): StoreHandle

/**
 * Patches the document under a key as it is now. The promise resolves once the write is on disk, and is rejected with
 * REVISION_CONFLICT when another writer was quicker. What is wrong with the key, the patch or its conditions throws at once.
 */
export declare function storePatch(store: StoreHandle, key: string, patch: string | Uint8Array, kind: 'merge' | 'json', options?: PutOptions): Promise<Patched>

/** Why the store refuses writes, as an error; `undefined` while it takes them. */
export declare function storePoison(store: StoreHandle): Error | undefined

/** Removes a memo. One that is not there is no error. */
export declare function storeRemoveMemo(store: StoreHandle, name: string): void

/** A snapshot of what one shows that was shared and is open, or `undefined` where there is none of the revision. */
export declare function storeSharedSnapshot(store: StoreHandle, revision: bigint): SnapshotHandle | undefined

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
