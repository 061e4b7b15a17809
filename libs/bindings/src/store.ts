import type { StoreHandle } from '@bimetal/addon';
import { loadAddon } from './addon.js';
import { Batch } from './batch.js';
import { type BimetalError } from './bimetal-error.js';
import { ChangeFeed } from './change-feed.js';
import { type Key } from './key.js';
import { fromNative, settled } from './native-error.js';
import { type Revision } from './revision.js';
import { Snapshot } from './snapshot.js';

/** A key, or its text. */
export type KeyLike = Key | string;

/** One JSON text (RFC 8259): a string, or UTF-8 bytes. A byte order mark at the start is taken off. */
export type JsonText = string | Uint8Array;

/** How to open a store. */
export interface OpenOptions {
  /** The engine of a new folder. A folder that has another is refused with ENGINE_MISMATCH. */
  readonly engine?: 'redb' | undefined;
  /** The most bytes in one value; 16 MiB by default. */
  readonly valueBytesMax?: number | undefined;
  /** The deepest nesting in one value; 512 by default. */
  readonly valueDepthMax?: number | undefined;
  /** How many changes the store remembers for feeds that lag. */
  readonly changesMax?: number | undefined;
}

/** What there is to know about an open store. */
export interface StoreInfo {
  /** The data folder, absolute. */
  readonly path: string;
  readonly engine: string;
  readonly formatVersion: number;
  readonly lastRevision: Revision;
  /** The number of documents. */
  readonly documents: number;
}

export interface ChangesOptions {
  /** Where to begin: after this revision. Without it, from now on. */
  readonly since?: Revision | undefined;
}

/**
 * An open store in one data folder. Worker threads of one process may each open the same folder and share one engine;
 * a second process is refused with STORE_LOCKED.
 *
 * Close it, or let `await using` do so. A store that is forgotten is closed when it is garbage-collected.
 */
export class Store implements AsyncDisposable {
  readonly #native = loadAddon();
  readonly #handle: StoreHandle;
  #closing: Promise<void> | undefined;

  private constructor(path: string, options: OpenOptions) {
    try {
      this.#handle = this.#native.storeOpen(path, options);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Opens the store in a folder, creating both where there are none.
   *
   * @throws {BimetalError} STORE_LOCKED, ENGINE_MISMATCH, ENGINE_UNKNOWN, FORMAT_UNSUPPORTED, FOLDER_INVALID, IO,
   * DISK_FULL, ENGINE_FAILED, ADDON_NOT_LOADED
   */
  static open(path: string, options: OpenOptions = {}): Store {
    return new Store(path, options);
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
      return this.#native.storeGet(this.#handle, String(key));
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Puts a value under a key. Resolves to the revision once the write is on disk; writes that wait at the same time
   * share one fsync. Rejects with KEY_…, VALUE_…, STORE_CLOSED, STORE_POISONED or DISK_FULL.
   */
  async put(key: KeyLike, value: JsonText): Promise<Revision> {
    try {
      return await this.#native.storePut(this.#handle, String(key), value);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /** Removes a key. Resolves to a revision once that is on disk, also when there was nothing under the key. */
  async remove(key: KeyLike): Promise<Revision> {
    try {
      return await this.#native.storeRemove(this.#handle, String(key));
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Begins a batch: writes that commit together and yield one revision.
   *
   * @throws {BimetalError} STORE_CLOSED
   */
  batch(): Batch {
    try {
      return new Batch(this.#native, this.#native.batchBegin(this.#handle));
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * The store as of the last committed batch.
   *
   * @throws {BimetalError} STORE_CLOSED
   */
  snapshot(): Snapshot {
    try {
      return new Snapshot(this.#native, this.#native.snapshotOpen(this.#handle));
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * The changes since a revision, or from now on.
   *
   * @throws {BimetalError} STORE_CLOSED, REVISION_INVALID
   */
  changes(options: ChangesOptions = {}): ChangeFeed {
    try {
      return new ChangeFeed(this.#native, this.#native.feedOpen(this.#handle, options.since));
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
    try {
      return this.#native.storeInfo(this.#handle);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Why the store refuses writes, or `undefined` while it takes them. A failed fsync poisons a store: reads go on, and
   * writes are refused with STORE_POISONED until it is opened again.
   *
   * @throws {BimetalError} STORE_CLOSED
   */
  poison(): BimetalError | undefined {
    try {
      return fromNative(this.#native.storePoison(this.#handle)) as BimetalError | undefined;
    } catch (error) {
      throw fromNative(error);
    }
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
