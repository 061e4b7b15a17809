import type { OperationHandle, StoreHandle } from '@bimetal/addon';
import { loadAddon } from './addon.js';
import { keyText, keyTexts, optionsOf } from './argument.js';
import { Batch } from './batch.js';
import { BatchText } from './batch-text.js';
import { type BimetalError } from './bimetal-error.js';
import { ChangeFeed } from './change-feed.js';
import { ChangeTextFeed, type ChangeTextOptions } from './change-text-feed.js';
import { type CommitTimes } from './commit-times.js';
import { type Document, toDocument } from './document.js';
import { Import, type ImportOptions } from './import.js';
import { type JsonText } from './json-text.js';
import { type KeyLike } from './key-like.js';
import { Memos } from './memos.js';
import { fromNative, settled } from './native-error.js';
import { Notes } from './notes.js';
import { type Engine, type OpenOptions } from './open-options.js';
import { type OperationOptions, runOperation } from './operation.js';
import { nativeRange } from './native-range.js';
import { Patches, type Patched, type PatchOptions } from './patches.js';
import { type RangeOptions } from './range-options.js';
import { type Revision } from './revision.js';
import { Snapshot } from './snapshot.js';
import { type TaggedText, toTaggedText } from './tagged-text.js';
import { type BackgroundFailure, type CheckReport, type Statistics } from './statistics.js';
import { type ChangesOptions, type StoreInfo } from './store-info.js';
import { type ConditionOptions, type PutOptions } from './write-options.js';
import { revisionOf, type WriteOutcome } from './write-outcome.js';

/**
 * An open store in one data folder. Worker threads of one process may each open the same folder and share one engine;
 * a second process is refused with STORE_LOCKED.
 *
 * Close it, or let `await using` do so. A store that is forgotten is closed when it is garbage-collected.
 */
export class Store implements AsyncDisposable {
  readonly #native = loadAddon();
  readonly #handle: StoreHandle;
  readonly #patches: Patches;
  #closing: Promise<void> | undefined;

  /** For classes that do more around a call. Everybody else calls {@link Store.open}. */
  protected constructor(path: string, options: OpenOptions | undefined) {
    this.#handle = guarded(() => this.#native.storeOpen(path, options));
    this.#patches = new Patches(this.#native, this.#handle);
  }

  /**
   * Opens the store in a folder, creating both where there are none.
   *
   * @throws {BimetalError} STORE_LOCKED, ENGINE_MISMATCH, ENGINE_UNKNOWN, FORMAT_UNSUPPORTED, FOLDER_INVALID, IO,
   * DISK_FULL, ENGINE_FAILED, ADDON_NOT_LOADED
   */
  static open(path: string, options?: OpenOptions): Store {
    return new this(path, options);
  }

  /** Whether {@link Store.close} was called. */
  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /**
   * The JSON text under a key, byte for byte as it was put, or `undefined`. Synchronous: it costs about as much as
   * parsing the text does.
   *
   * @throws {BimetalError} KEY_…, STORE_CLOSED
   */
  get(key: KeyLike): string | undefined {
    try {
      return this.#native.storeGet(this.#handle, typeof key === 'string' ? key : keyText(key));
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * The JSON texts under at most 1,000,000 keys, all as of one revision; `undefined` where there is no document. Texts that
   * have more than 128 MiB together are refused.
   *
   * @throws {BimetalError} KEY_…, ARGUMENT_INVALID, STORE_CLOSED
   */
  getMany(keys: readonly KeyLike[]): (string | undefined)[] {
    try {
      return this.#native.storeGetMany(this.#handle, keyTexts(keys));
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * The document under a key with its revision and its expiry, or `undefined`.
   *
   * @throws {BimetalError} KEY_…, STORE_CLOSED
   */
  getDocument(key: KeyLike): Document | undefined {
    try {
      const document = this.#native.storeGetDocument(this.#handle, typeof key === 'string' ? key : keyText(key));
      return document && toDocument(document);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * The JSON text under a key and the document's entity tag, or `undefined`: as fast as {@link Store.get}, for servers.
   *
   * @throws {BimetalError} KEY_…, STORE_CLOSED
   */
  getTagged(key: KeyLike): TaggedText | undefined {
    try {
      const text = this.#native.storeGetTagged(this.#handle, typeof key === 'string' ? key : keyText(key));
      return text === undefined ? undefined : toTaggedText(text);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * The number of documents in a range. The log engine knows it without walking over them.
   *
   * @throws {BimetalError} KEY_…, PREFIX_INVALID, STORE_CLOSED
   */
  count(range?: RangeOptions): number {
    return guarded(() => this.#native.storeCount(this.#handle, nativeRange(range)));
  }

  /**
   * Puts a value under a key. Resolves to the revision, and whether there was a document, once the write is on disk; writes that
   * wait at the same time share one fsync. Rejects with KEY_…, VALUE_…, REVISION_CONFLICT, STORE_CLOSED, STORE_POISONED,
   * QUEUE_FULL or DISK_FULL.
   */
  putOutcome(key: KeyLike, value: JsonText, options?: PutOptions): Promise<WriteOutcome> {
    // No JavaScript is called before the addon, so that a step into this line arrives in Rust.
    try {
      const written = this.#native.storePut(this.#handle, typeof key === 'string' ? key : keyText(key), value, options);
      return written.then(undefined, rethrow);
    } catch (error) {
      return Promise.reject(fromNative(error) as Error);
    }
  }

  /** As {@link Store.putOutcome}, and resolves to the revision alone. */
  put(key: KeyLike, value: JsonText, options?: PutOptions): Promise<Revision> {
    try {
      const written = this.#native.storePut(this.#handle, typeof key === 'string' ? key : keyText(key), value, options);
      return written.then(revisionOf, rethrow);
    } catch (error) {
      return Promise.reject(fromNative(error) as Error);
    }
  }

  /**
   * Removes a key. Resolves to the revision, and whether there was a document, once that is on disk, also when there was nothing
   * under the key. Rejects as {@link Store.putOutcome} does.
   */
  removeOutcome(key: KeyLike, options?: ConditionOptions): Promise<WriteOutcome> {
    try {
      const text = typeof key === 'string' ? key : keyText(key);
      const written = this.#native.storeRemove(this.#handle, text, options);
      return written.then(undefined, rethrow);
    } catch (error) {
      return Promise.reject(fromNative(error) as Error);
    }
  }

  /** As {@link Store.removeOutcome}, and resolves to the revision alone. */
  remove(key: KeyLike, options?: ConditionOptions): Promise<Revision> {
    return this.removeOutcome(key, options).then(revisionOf);
  }

  /**
   * Changes a part of the document under a key. What the patch does not name keeps its bytes. It is made of the document as it
   * is when its turn comes, again and again while other writers are quicker, unless a condition says which document it is
   * for. A merge patch creates a document that is not there. Rejects, beside what {@link Store.put} rejects with, with
   * PATCH_INVALID, PATCH_FAILED, PATCH_TOO_LARGE or DOCUMENT_NOT_FOUND.
   */
  async patch(key: KeyLike, patch: JsonText, options: PatchOptions): Promise<Patched> {
    const text = typeof key === 'string' ? key : keyText(key);
    const { kind, ...given } = optionsOf(options);
    return this.#patches.patch(text, patch, kind, given);
  }

  /**
   * Begins a batch: writes that commit together and yield one revision.
   *
   * @throws {BimetalError} STORE_CLOSED
   */
  batch(): Batch {
    return guarded(() => new Batch(this.#native, this.#native.batchBegin(this.#handle)));
  }

  /**
   * Reads a batch from its JSON text.
   *
   * @throws {BimetalError} BATCH_INVALID, KEY_…, VALUE_…, BATCH_TOO_LARGE, with the `offset` and the number of the `operation`
   * among the details; STORE_CLOSED
   */
  batchText(text: Uint8Array): BatchText {
    return guarded(() => new BatchText(this.#native, this.#native.batchTextParse(this.#handle, text)));
  }

  /**
   * Begins to take in documents as one long text.
   *
   * @throws {BimetalError} STORE_CLOSED
   */
  import(options: ImportOptions): Import {
    const { form, createOnly = false, after } = options;
    return guarded(() => {
      const handle = this.#native.importBegin(this.#handle, form, createOnly, after?.last ?? 0);
      return new Import(this.#native, handle, options);
    });
  }

  /** @internal What the program around the store keeps in it for itself. */
  get notes(): Notes {
    return new Notes(this.#native, this.#handle);
  }

  /** @internal What the threads of the program around the store tell each other. */
  get memos(): Memos {
    return new Memos(this.#native, this.#handle);
  }

  /**
   * What a snapshot shows that is open and was shared by {@link Snapshot.share}, on whichever thread: a snapshot of its own, with
   * the same clock. `undefined` where no such one shows the revision.
   *
   * @throws {BimetalError} STORE_CLOSED
   */
  sharedSnapshot(revision: Revision): Snapshot | undefined {
    return guarded(() => {
      const handle = this.#native.storeSharedSnapshot(this.#handle, revision);
      return handle && new Snapshot(this.#native, handle);
    });
  }

  /**
   * The store as of the last committed batch.
   *
   * @throws {BimetalError} STORE_CLOSED
   */
  snapshot(): Snapshot {
    return guarded(() => new Snapshot(this.#native, this.#native.snapshotOpen(this.#handle)));
  }

  /**
   * The changes since a revision, or from now on.
   *
   * @throws {BimetalError} STORE_CLOSED, REVISION_INVALID
   */
  changes(options?: ChangesOptions): ChangeFeed {
    return guarded(() => new ChangeFeed(this.#native, this.#native.feedOpen(this.#handle, optionsOf(options).since)));
  }

  /**
   * The changes since a revision, or from now on, as finished text: what a server sends.
   *
   * @throws {BimetalError} STORE_CLOSED, REVISION_INVALID, PREFIX_INVALID
   */
  changeTexts(options?: ChangeTextOptions): ChangeTextFeed {
    try {
      return new ChangeTextFeed(this.#native, this.#handle, options);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * What there is to know about the store.
   *
   * @throws {BimetalError} STORE_CLOSED
   */
  info(): StoreInfo {
    return guarded(() => this.#native.storeInfo(this.#handle));
  }

  /**
   * Figures for an operator, cheap to ask for.
   *
   * @throws {BimetalError} STORE_CLOSED
   */
  statistics(): Statistics {
    return guarded(() => this.#native.storeStatistics(this.#handle) as Statistics);
  }

  /**
   * From now on keeps when batches were queued, taken by the committer and made durable, until the folder is closed. It costs
   * a look at the clock for each batch.
   *
   * @throws {BimetalError} STORE_CLOSED
   */
  keepCommitTimes(): void {
    guarded(() => this.#native.storeKeepCommitTimes(this.#handle));
  }

  /**
   * How the batch of a revision came to be durable, or `undefined` where that is not kept, or not any more: the last thousand
   * commit groups are. To be asked for as soon as the write has been answered.
   *
   * @throws {BimetalError} STORE_CLOSED
   */
  commitTimes(revision: Revision): CommitTimes | undefined {
    return guarded(() => this.#native.storeCommitTimes(this.#handle, revision));
  }

  /**
   * Reads the whole store, compares every checksum, and compares the index with what is on disk, on a thread of its own
   * while the store is in use. What is wrong stands in the report. Rejects with CANCELLED, STORE_CLOSED or IO.
   */
  check(options?: OperationOptions): Promise<CheckReport> {
    return runOperation(this.#native, (operation) => this.#native.storeCheck(this.#handle, operation), options);
  }

  /**
   * Writes a copy of the store as of now into a folder that is empty or not there, while writes go on. The copy is a data
   * folder like any other: opening it restores the backup. Resolves to its revision. Rejects with FOLDER_INVALID, CANCELLED,
   * DISK_FULL, IO or STORE_CLOSED, and leaves nothing then.
   */
  backup(target: string, options?: OperationOptions): Promise<Revision> {
    const start = (operation: OperationHandle): Promise<bigint> =>
      this.#native.storeBackup(this.#handle, target, operation);
    return runOperation(this.#native, start, options);
  }

  /**
   * Copies the documents as of now into a folder that is empty or not there, for another engine: the same keys, values,
   * revisions and expiries. Resolves to the revision of the copy. Rejects as {@link Store.backup} does.
   */
  migrate(target: string, engine: Engine, options?: OperationOptions): Promise<Revision> {
    const start = (operation: OperationHandle): Promise<bigint> =>
      this.#native.storeMigrate(this.#handle, target, engine, operation);
    return runOperation(this.#native, start, options);
  }

  /**
   * Why the store refuses writes, or `undefined` while it takes them. A failed fsync poisons a store, and so does a folder
   * that somebody removed, moved or replaced: reads go on, and writes are refused with STORE_POISONED until it is opened
   * again.
   *
   * @throws {BimetalError} STORE_CLOSED
   */
  poison(): BimetalError | undefined {
    return guarded(() => fromNative(this.#native.storePoison(this.#handle)) as BimetalError | undefined);
  }

  /**
   * Why background work (compaction, the removal of what has expired) does not get on, or `undefined` while it does. It is
   * tried again and again, with pauses that grow; reads and writes go on.
   *
   * @throws {BimetalError} STORE_CLOSED
   */
  backgroundFailure(): BackgroundFailure | undefined {
    return guarded(() => this.#native.storeBackgroundFailure(this.#handle) as BackgroundFailure | undefined);
  }

  /**
   * Closes the store. Resolves when the last handle on the folder has written what was queued and given the folder up.
   * Closing twice is no error.
   */
  close(): Promise<void> {
    this.#closing ??= settled(this.#native.storeClose(this.#handle));
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * For promises of writes. Most writes succeed, so what succeeds passes through one promise more and no async function: that
 * shows when many wait at the same time.
 */
function rethrow(error: unknown): never {
  throw fromNative(error);
}

/** For calls that are rare enough for a function of their own. */
function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw fromNative(error);
  }
}
