import type * as Addon from '@bimetal/addon';
import { keyText } from './argument.js';
import { type Document } from './document.js';
import { Key } from './key.js';
import { type KeyLike } from './key-like.js';
import { fromNative } from './native-error.js';
import { type Place } from './text-options.js';

/** A document and its key. */
export interface Entry extends Document {
  readonly key: Key;
}

/**
 * What became of a buffer. That the text is complete, or the buffer too small, is a value and not an error:
 *
 * - `filled`: the first `bytes` bytes are the next part of the text
 * - `too-small`: nothing was written, and the next part needs a buffer of `needed` bytes
 * - `looking`: nothing was written, since nothing was found yet; there is more to look at
 * - `done`: the text is complete, and the buffer as it was
 */
export type CursorRead =
  | { readonly kind: 'filled'; readonly bytes: number }
  | { readonly kind: 'too-small'; readonly needed: number }
  | { readonly kind: 'looking' }
  | { readonly kind: 'done' };

/** The next documents as events: their text, or how many bytes the next one needs, or that there are none. */
export type EventsRead =
  | { readonly kind: 'filled'; readonly text: Uint8Array }
  | { readonly kind: 'too-small'; readonly needed: number }
  | { readonly kind: 'done' };

/** An ordered position in a snapshot. It moves in bounded steps, and ends with its snapshot. */
export class Cursor implements Disposable {
  readonly #native: typeof Addon;
  readonly #handle: Addon.CursorHandle;

  /** @internal */
  constructor(native: typeof Addon, handle: Addon.CursorHandle) {
    this.#native = native;
    this.#handle = handle;
  }

  /**
   * The next documents in the cursor's direction, `limit` at most, which is up to 1,000,000, and fewer where they have 128 MiB
   * together. None at the end.
   *
   * @throws {BimetalError} CURSOR_CLOSED, SNAPSHOT_CLOSED, STORE_CLOSED
   */
  next(limit: number): Entry[] {
    try {
      return entriesOf(this.#native.cursorNext(this.#handle, limit));
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Fills the buffer with the next part of one JSON array text, `[{"key":…,"value":…},…]`: as many whole documents as
   * there is room for. All parts together are the text; an empty range gives `[]`.
   *
   * @throws {BimetalError} BUFFER_ZERO_LENGTH, CURSOR_CLOSED, SNAPSHOT_CLOSED, STORE_CLOSED
   */
  read(buffer: Uint8Array): CursorRead {
    let result: number | undefined;
    try {
      result = this.#native.cursorRead(this.#handle, buffer);
    } catch (error) {
      throw fromNative(error);
    }
    if (result === undefined) {
      return { kind: 'looking' };
    }
    if (result === 0) {
      return { kind: 'done' };
    }
    return result > 0 ? { kind: 'filled', bytes: result } : { kind: 'too-small', needed: -result };
  }

  /**
   * The next documents as server-sent events, `event: document` with `data: {"key":…,"revision":…,"value":…}`: so many as fit in
   * `bytesMax`, but for the line ends inside their values, each of which takes six bytes more. The first that does not fit says how
   * much it needs. `values` says whether they are told with their values. Of a cursor with `where` one step may look at many
   * documents of which it wants none: then the text is empty, and the cursor goes on.
   *
   * @throws {BimetalError} CURSOR_CLOSED, SNAPSHOT_CLOSED, STORE_CLOSED
   */
  readEvents(bytesMax: number, values: boolean): EventsRead {
    try {
      const read = this.#native.cursorReadEvents(this.#handle, bytesMax, values);
      if (read === undefined) return { kind: 'done' };
      return typeof read === 'number' ? { kind: 'too-small', needed: read } : { kind: 'filled', text: read };
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * The last key that the cursor took: a later one goes on there with `after` (or `before`, backward), on this snapshot or on
   * another one. `undefined` before the first.
   *
   * @throws {BimetalError} CURSOR_CLOSED
   */
  get position(): Key | undefined {
    try {
      const key = this.#native.cursorPosition(this.#handle);
      return key === undefined ? undefined : Key.ofStored(key);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Where the text that {@link Cursor.read} writes stopped before the end of the range, because it has all that was wanted of it;
   * `undefined` when nothing is left, and before the first read.
   *
   * @throws {BimetalError} CURSOR_CLOSED
   */
  get stoppedBehind(): Place | undefined {
    try {
      return this.#native.cursorStoppedBehind(this.#handle) as Place | undefined;
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Moves before `key`, wherever the cursor stands: the next document is the one under `key`, or the nearest one of the
   * range in the cursor's direction. The text that {@link Cursor.read} writes begins again there.
   *
   * @throws {BimetalError} KEY_…, CURSOR_CLOSED, SNAPSHOT_CLOSED, STORE_CLOSED
   */
  seek(key: KeyLike): void {
    try {
      this.#native.cursorSeek(this.#handle, typeof key === 'string' ? key : keyText(key));
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Moves behind `key`: as {@link Cursor.seek}, and the document under `key` is passed over.
   *
   * @throws {BimetalError} KEY_…, CURSOR_CLOSED, SNAPSHOT_CLOSED, STORE_CLOSED
   */
  seekPast(key: KeyLike): void {
    try {
      this.#native.cursorSeekPast(this.#handle, typeof key === 'string' ? key : keyText(key));
    } catch (error) {
      throw fromNative(error);
    }
  }

  /** Closes the cursor. Closing twice is no error. */
  close(): void {
    this.#native.cursorClose(this.#handle);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function entriesOf(flat: Addon.FlatEntries): Entry[] {
  const entries: Entry[] = [];
  for (let index = 0; index < flat.length; index += 4) {
    const expires = flat[index + 3] as number | undefined;
    entries.push({
      key: Key.ofStored(flat[index] as string),
      value: flat[index + 1] as string,
      revision: flat[index + 2] as bigint,
      expires: expires === undefined ? undefined : new Date(expires),
    });
  }
  return entries;
}
