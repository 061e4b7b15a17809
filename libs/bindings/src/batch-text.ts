import type * as Addon from '@bimetal/addon';
import { BimetalError } from './bimetal-error.js';
import { fromNative } from './native-error.js';

/**
 * A batch that is one JSON text, `{"operations":[{"put":…,"value":…},{"remove":…}]}`: read in Rust, so that its values are kept
 * byte for byte. Begun with {@link Store.batchText}; one that is not committed does nothing.
 */
export class BatchText {
  readonly #native: typeof Addon;
  readonly #handle: Addon.BatchTextHandle;

  /** @internal */
  constructor(native: typeof Addon, handle: Addon.BatchTextHandle) {
    this.#native = native;
    this.#handle = handle;
  }

  /**
   * The keys of its operations, in their order, so that who may not write all of them can be refused before any is written.
   *
   * @throws {BimetalError} HANDLE_BUSY
   */
  keys(): string[] {
    try {
      return this.#native.batchTextKeys(this.#handle);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Refuses the batch where its conditions do not hold now, and lets it commit only while what is under its keys stays as it is.
   * Returns what it will have done, the member `results` of its answer, so that it can be kept in a note of the same batch.
   *
   * @throws {BimetalError} REVISION_CONFLICT, with the number of the operation as `details.operation`; BATCH_CLOSED
   */
  settle(): string {
    try {
      return this.#native.batchTextSettle(this.#handle);
    } catch (error) {
      throw this.#withOperation(fromNative(error));
    }
  }

  /**
   * Puts a note when the batch commits, see {@link Notes}.
   *
   * @throws {BimetalError} KEY_…, VALUE_…, BATCH_TOO_LARGE, BATCH_CLOSED
   */
  putNote(name: string, value: string): this {
    try {
      this.#native.batchTextPutNote(this.#handle, name, value);
      return this;
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Commits the batch, all or nothing. Resolves to its answer as JSON text, `{"revision":"5","results":[{"key":"a",
   * "created":true},{"key":"b","removed":false}]}`, once it is on disk. Rejects with REVISION_CONFLICT, with the number of the
   * operation as `details.operation`, and as {@link Batch.commit} does.
   */
  async commit(): Promise<string> {
    try {
      return await this.#native.batchTextCommit(this.#handle);
    } catch (error) {
      throw this.#withOperation(fromNative(error));
    }
  }

  /** A condition is that of a key, and each key has one operation. */
  #withOperation(error: unknown): unknown {
    if (!BimetalError.is(error, 'REVISION_CONFLICT')) return error;
    const { key } = error.details;
    const operation = typeof key === 'string' ? this.#native.batchTextFind(this.#handle, key) : undefined;
    if (operation === undefined) return error;
    const details = { ...error.details, operation };
    return new BimetalError(error.code, `operation ${operation}: ${error.message}`, { details, cause: error });
  }
}
