import type * as Addon from '@bimetal/addon';
import { keyText, optionsOf } from './argument.js';
import { type JsonText } from './json-text.js';
import { type KeyLike } from './key-like.js';
import { fromNative } from './native-error.js';
import { type PatchOptions } from './patches.js';
import { type Revision } from './revision.js';
import { type ConditionOptions, type PutOptions } from './write-options.js';
import { revisionOf, type WriteOutcome } from './write-outcome.js';

/**
 * Writes that commit together and yield one revision. A later write to a key replaces an earlier one. Begun with
 * {@link Store.batch}; a batch that is neither committed nor discarded does nothing.
 */
export class Batch implements Disposable {
  readonly #native: typeof Addon;
  readonly #handle: Addon.BatchHandle;

  /** @internal */
  constructor(native: typeof Addon, handle: Addon.BatchHandle) {
    this.#native = native;
    this.#handle = handle;
  }

  /**
   * The number of keys that the batch writes.
   *
   * @throws {BimetalError} BATCH_CLOSED
   */
  get length(): number {
    try {
      return this.#native.batchLength(this.#handle);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Puts a value under a key when the batch commits. A write that is refused leaves the batch as it was.
   *
   * @throws {BimetalError} KEY_…, VALUE_…, BATCH_TOO_LARGE, BATCH_CLOSED
   */
  put(key: KeyLike, value: JsonText, options?: PutOptions): this {
    try {
      this.#native.batchPut(this.#handle, typeof key === 'string' ? key : keyText(key), value, options);
      return this;
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Puts what a patch makes of the document under a key, as it is in the store now. The batch commits only while it is so:
   * otherwise {@link Batch.commit} rejects with REVISION_CONFLICT. What the batch itself writes is not looked at.
   *
   * @throws {BimetalError} KEY_…, VALUE_…, PATCH_…, DOCUMENT_NOT_FOUND, REVISION_CONFLICT, BATCH_TOO_LARGE, BATCH_CLOSED
   */
  patch(key: KeyLike, patch: JsonText, options: PatchOptions): this {
    try {
      const { kind, ...given } = optionsOf(options);
      const text = typeof key === 'string' ? key : keyText(key);
      this.#native.batchPatch(this.#handle, text, patch, kind, given);
      return this;
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Removes a key when the batch commits.
   *
   * @throws {BimetalError} KEY_…, BATCH_TOO_LARGE, BATCH_CLOSED
   */
  remove(key: KeyLike, options?: ConditionOptions): this {
    try {
      this.#native.batchRemove(this.#handle, typeof key === 'string' ? key : keyText(key), options);
      return this;
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Lets the batch commit only if the condition holds for a key, which need not be one that it writes. Otherwise
   * {@link Batch.commit} rejects with REVISION_CONFLICT, and nothing is written.
   *
   * @throws {BimetalError} KEY_…, BATCH_TOO_LARGE, BATCH_CLOSED
   */
  require(key: KeyLike, condition: ConditionOptions): this {
    try {
      this.#native.batchRequire(this.#handle, typeof key === 'string' ? key : keyText(key), condition);
      return this;
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Puts a note when the batch commits, see {@link Notes}.
   *
   * @throws {BimetalError} KEY_…, VALUE_…, BATCH_TOO_LARGE, BATCH_CLOSED
   * @internal
   */
  putNote(name: string, value: string): this {
    try {
      this.#native.batchPutNote(this.#handle, name, value);
      return this;
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Removes a note when the batch commits. One that is absent is no error.
   *
   * @throws {BimetalError} KEY_…, BATCH_TOO_LARGE, BATCH_CLOSED
   * @internal
   */
  removeNote(name: string): this {
    try {
      this.#native.batchRemoveNote(this.#handle, name);
      return this;
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Commits the writes, all or none, and closes the batch. Resolves to its revision once they are on disk. Rejects with
   * BATCH_EMPTY, BATCH_CLOSED, REVISION_CONFLICT, STORE_CLOSED, STORE_POISONED, QUEUE_FULL or DISK_FULL.
   */
  async commit(): Promise<Revision> {
    return revisionOf(await this.commitOutcome());
  }

  /** As {@link Batch.commit}; the outcome tells whether the first key of the batch, in key order, had a document. */
  async commitOutcome(): Promise<WriteOutcome> {
    try {
      return await this.#native.batchCommit(this.#handle);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /** Drops the writes and closes the batch. After {@link Batch.commit}, or a second time, it does nothing. */
  discard(): void {
    this.#native.batchDiscard(this.#handle);
  }

  [Symbol.dispose](): void {
    this.discard();
  }
}
