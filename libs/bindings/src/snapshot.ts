import type * as Addon from '@bimetal/addon';
import { chunksOf, type ChunkOptions } from './chunks.js';
import { Cursor } from './cursor.js';
import { fromNative } from './native-error.js';
import { type Revision } from './revision.js';
import { type KeyLike } from './store.js';

export interface RangeOptions {
  /** 0 to 8 characters that the keys start with. */
  readonly prefix?: string | undefined;
}

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
      return this.#native.snapshotGet(this.#handle, String(key));
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * A cursor before the first key of a range; without options, of all keys. It ends with the snapshot.
   *
   * @throws {BimetalError} PREFIX_INVALID, SNAPSHOT_CLOSED, STORE_CLOSED
   */
  cursor(options: RangeOptions = {}): Cursor {
    try {
      return new Cursor(this.#native, this.#native.cursorOpen(this.#handle, options));
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * The documents of a range as one JSON array text, `[{"key":…,"value":…},…]`, in chunks of UTF-8 bytes. What a server
   * streams: no document becomes a JavaScript object.
   *
   * A chunk is only valid until the next one is asked for, because its buffer is used again. Copy it, or wait until it
   * is written (the callback of `write`) before going on. `Readable.from` does not wait.
   *
   * Throws ABORTED when the signal aborts, and what {@link Snapshot.cursor} throws.
   */
  chunks(options: RangeOptions & ChunkOptions = {}): AsyncGenerator<Uint8Array, void, undefined> {
    return chunksOf(() => this.cursor({ prefix: options.prefix }), options);
  }

  /** Lets go of what the snapshot shows. Its cursors end with it. Closing twice is no error. */
  close(): void {
    this.#native.snapshotClose(this.#handle);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
