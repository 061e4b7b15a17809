import type * as Addon from '@bimetal/addon';
import { fromNative } from './native-error.js';

/**
 * Small texts that all threads see which have the store open, in memory alone: who is at work on something, say. They end with the
 * last close. Unlike messages they are seen at once.
 *
 * @internal For the server: its memos and those of another program would meet. LIMIT: whoever adds memos bounds how many there are.
 */
export class Memos {
  readonly #native: typeof Addon;
  readonly #handle: Addon.StoreHandle;

  constructor(native: typeof Addon, handle: Addon.StoreHandle) {
    this.#native = native;
    this.#handle = handle;
  }

  /**
   * The memo of a name, or `undefined`.
   *
   * @throws {BimetalError} STORE_CLOSED
   */
  get(name: string): string | undefined {
    try {
      return this.#native.storeMemo(this.#handle, name);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Adds a memo where there is none of that name: `undefined`. What is there already stays, and is returned: of many threads that
   * add at the same time, one is told `undefined`.
   *
   * @throws {BimetalError} STORE_CLOSED
   */
  add(name: string, text: string): string | undefined {
    try {
      return this.#native.storeAddMemo(this.#handle, name, text);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Removes a memo. One that is not there is no error.
   *
   * @throws {BimetalError} STORE_CLOSED
   */
  remove(name: string): void {
    try {
      this.#native.storeRemoveMemo(this.#handle, name);
    } catch (error) {
      throw fromNative(error);
    }
  }
}
