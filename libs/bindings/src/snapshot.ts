import type * as Addon from '@bimetal/addon';
import { keyText } from './argument.js';
import { chunksOf, type ChunkOptions } from './chunks.js';
import { Cursor } from './cursor.js';
import { type Document, toDocument } from './document.js';
import { type KeyLike } from './key-like.js';
import { fromNative } from './native-error.js';
import { nativeRange } from './native-range.js';
import { type CursorOptions, type RangeOptions } from './range-options.js';
import { type Revision } from './revision.js';
import { type Place, type TextOptions } from './text-options.js';

/**
 * The store as of one revision: it never changes, whatever is written meanwhile. Close it, or let `using` do so, because
 * the engine keeps what it shows.
 */
export class Snapshot implements Disposable {
  /** The revision that the snapshot shows. */
  readonly revision: Revision;
  readonly #native: typeof Addon;
  readonly #handle: Addon.SnapshotHandle;

  /** @internal */
  constructor(native: typeof Addon, handle: Addon.SnapshotHandle) {
    this.#native = native;
    this.#handle = handle;
    this.revision = native.snapshotRevision(handle);
  }

  /**
   * The moment whose living documents the snapshot shows, in milliseconds since 1970.
   *
   * @throws {BimetalError} SNAPSHOT_CLOSED
   */
  get taken(): number {
    try {
      return this.#native.snapshotTaken(this.#handle);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Lets the other threads that have the store open find the snapshot by its revision, as long as it is open: see
   * {@link Store.sharedSnapshot}.
   *
   * @throws {BimetalError} SNAPSHOT_CLOSED
   */
  share(): void {
    try {
      this.#native.snapshotShare(this.#handle);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * The number of documents.
   *
   * @throws {BimetalError} SNAPSHOT_CLOSED, STORE_CLOSED
   */
  get length(): number {
    try {
      return this.#native.snapshotLength(this.#handle);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * The JSON text under a key as of the snapshot, or `undefined`.
   *
   * @throws {BimetalError} KEY_…, SNAPSHOT_CLOSED, STORE_CLOSED
   */
  get(key: KeyLike): string | undefined {
    try {
      return this.#native.snapshotGet(this.#handle, typeof key === 'string' ? key : keyText(key));
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * The document under a key as of the snapshot with its revision and its expiry, or `undefined`.
   *
   * @throws {BimetalError} KEY_…, SNAPSHOT_CLOSED, STORE_CLOSED
   */
  getDocument(key: KeyLike): Document | undefined {
    try {
      const document = this.#native.snapshotGetDocument(this.#handle, typeof key === 'string' ? key : keyText(key));
      return document && toDocument(document);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * The number of documents in a range. The log engine knows it without walking over them.
   *
   * @throws {BimetalError} KEY_…, PREFIX_INVALID, SNAPSHOT_CLOSED, STORE_CLOSED
   */
  count(range?: RangeOptions): number {
    try {
      return this.#native.snapshotCount(this.#handle, nativeRange(range));
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * A cursor at the beginning of a range, or at its end when it walks backward; without options, of all keys in their
   * order. It ends with the snapshot. `where` counts for what it gives as text: `read` and `readEvents`.
   *
   * @throws {BimetalError} KEY_…, PREFIX_INVALID, FILTER_INVALID, SNAPSHOT_CLOSED, STORE_CLOSED
   */
  cursor(options?: CursorOptions & Pick<TextOptions, 'where'>): Cursor {
    return this.#cursor(options);
  }

  #cursor(options: TextOptions | undefined): Cursor {
    try {
      return new Cursor(this.#native, this.#native.cursorOpen(this.#handle, nativeRange(options)));
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * The documents of a range as one JSON array text, `[{"key":…,"value":…},…]`, or the one that the options ask for, in chunks of
   * UTF-8 bytes. What a server streams: no document becomes a JavaScript object. Returns where the text stopped before the end of
   * the range, if it did.
   *
   * A chunk is only valid until the next one is asked for, because its buffer is used again. Copy it, or wait until it
   * is written (the callback of `write`) before going on. `Readable.from` does not wait.
   *
   * Throws ABORTED when the signal aborts, FILTER_INVALID, FIELDS_INVALID and POINTER_INVALID, and what {@link Snapshot.cursor}
   * throws.
   */
  chunks(options?: TextOptions & ChunkOptions): AsyncGenerator<Uint8Array, Place | undefined, undefined> {
    return chunksOf(() => this.#cursor(options), options);
  }

  /** Lets go of what the snapshot shows. Its cursors end with it. Closing twice is no error. */
  close(): void {
    this.#native.snapshotClose(this.#handle);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
