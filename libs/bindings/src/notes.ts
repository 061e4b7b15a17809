import type * as Addon from '@bimetal/addon';
import { fromNative } from './native-error.js';
import { type Revision } from './revision.js';

/** A note, and the revision of the batch that put it. */
export interface Note {
  readonly value: string;
  readonly revision: Revision;
}

/** A note with its name. */
export interface NamedNote {
  readonly name: string;
  readonly value: string;
}

/**
 * What a program keeps in its store for itself: small JSON texts that commit with its documents, see {@link Batch.putNote}.
 * Nobody else sees them: they are not listed, counted or told to feeds, and no key reaches them. They are in backups and
 * migrations. A name is a text as a key is, of 511 bytes at most.
 *
 * @internal For the server: its notes and those of another program would meet.
 */
export class Notes {
  readonly #native: typeof Addon;
  readonly #handle: Addon.StoreHandle;

  constructor(native: typeof Addon, handle: Addon.StoreHandle) {
    this.#native = native;
    this.#handle = handle;
  }

  /**
   * The note of a name, or `undefined`.
   *
   * @throws {BimetalError} KEY_…, STORE_CLOSED
   */
  get(name: string): Note | undefined {
    try {
      return this.#native.storeNote(this.#handle, name);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * The notes whose names begin so, in their order and `limit` at most; those behind a name where one is given.
   *
   * @throws {BimetalError} PREFIX_INVALID, KEY_…, STORE_CLOSED
   */
  list(beginning: string, limit: number, after?: string): NamedNote[] {
    try {
      const flat = this.#native.storeNotes(this.#handle, beginning, after, limit);
      const notes: NamedNote[] = [];
      for (let at = 0; at < flat.length; at += 2) notes.push({ name: flat[at] ?? '', value: flat[at + 1] ?? '' });
      return notes;
    } catch (error) {
      throw fromNative(error);
    }
  }
}
