import type * as Addon from '@bimetal/addon';
import { BimetalError } from './bimetal-error.js';
import { fromNative } from './native-error.js';
import { type NamedNote } from './notes.js';
import { type Revision } from './revision.js';

/** How the documents of an import stand in their text. */
export interface ImportOptions {
  /** One array, as a list of documents is, or a line for each document. */
  readonly form: 'array' | 'lines';
  /** Whether a document that is there already is refused, and not replaced. */
  readonly createOnly?: boolean | undefined;
  /** Is shown the keys of each batch before it is committed, and throws what the import is to break off with. */
  readonly check?: ((keys: readonly string[]) => void) | undefined;
  /** What an earlier import of the same text has committed: it is read and passed over, and counts among what is done. */
  readonly after?: Imported | undefined;
  /** @internal What is to be kept in a commit, told where the text stands then; also in one without documents at the end. */
  readonly noteAt?: ((place: ImportPlace) => NamedNote) | undefined;
}

/** What an import has committed so far. */
export interface Imported {
  readonly documents: number;
  /** The revision of the last batch; `undefined` while there is none. */
  readonly revision: Revision | undefined;
  /** The number of the line or entry up to which all is committed, from 1 on; 0 while nothing is. */
  readonly last: number;
}

/** Where the text of an import stands when a batch is committed. */
export interface ImportPlace extends Omit<Imported, 'revision'> {
  /** The bytes that were read, be it that the last entry of them is in the next batch. */
  readonly bytes: number;
  /** Whether this is all of it. */
  readonly isEnd: boolean;
}

/**
 * Documents that come as one long text, in pieces: `{"key":…,"value":…,"expires":…}` in each line, or as the entries of one
 * array. They are committed in batches of 1,000 documents or 4 MiB, in the order of the text. Begun with {@link Store.import}.
 */
export class Import {
  readonly #native: typeof Addon;
  readonly #handle: Addon.ImportHandle;
  readonly #part: 'line' | 'entry';
  readonly #check: ImportOptions['check'];
  readonly #noteAt: ImportOptions['noteAt'];
  #done: Imported;
  #bytes = 0;

  /** @internal */
  constructor(native: typeof Addon, handle: Addon.ImportHandle, { form, check, after, noteAt }: ImportOptions) {
    this.#native = native;
    this.#handle = handle;
    this.#check = check;
    this.#noteAt = noteAt;
    this.#done = after ?? { documents: 0, revision: undefined, last: 0 };
    this.#part = form === 'lines' ? 'line' : 'entry';
  }

  /** What is committed, be it that a later piece was refused. */
  get done(): Imported {
    return this.#done;
  }

  /**
   * Takes the next piece of the text. Resolves when all of it is read; the batches that it has filled are on disk then. Rejects
   * with what is wrong in the text, with its `line` or `entry` and its `offset` among the details, and as {@link Batch.commit}
   * does. What stands before the fault and was not committed is not.
   */
  async take(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const taken = this.#call(() => this.#native.importTake(this.#handle, bytes.subarray(at)));
      at += taken;
      this.#bytes += taken;
      if (this.#native.importBatch(this.#handle).full) await this.#commit(false);
    }
  }

  /** Says that the text has ended, and commits what is left. Rejects as {@link Import.take} does. */
  async end(): Promise<Imported> {
    this.#call(() => this.#native.importEnd(this.#handle));
    for (let more = true; more;) {
      const batch = this.#native.importBatch(this.#handle);
      more = batch.more;
      if (batch.documents > 0 || this.#noteAt !== undefined) await this.#commit(!more);
    }
    return this.#done;
  }

  async #commit(isEnd: boolean): Promise<void> {
    const { documents: waiting, last } = this.#native.importBatch(this.#handle);
    const documents = this.#done.documents + waiting;
    this.#check?.(this.#call(() => this.#native.importKeys(this.#handle)));
    const note = this.#noteAt?.({ documents, last, bytes: this.#bytes, isEnd });
    if (note !== undefined) this.#call(() => this.#native.importPutNote(this.#handle, note.name, note.value));
    try {
      const revision = await this.#native.importCommit(this.#handle);
      this.#done = { documents, revision, last };
    } catch (error) {
      throw this.#withNumber(fromNative(error));
    }
  }

  /** Says which document was there already. */
  #withNumber(error: unknown): unknown {
    if (!BimetalError.is(error, 'REVISION_CONFLICT')) return error;
    const { key } = error.details;
    const number = typeof key === 'string' ? this.#native.importFind(this.#handle, key) : undefined;
    if (number === undefined) return error;
    const details = { ...error.details, [this.#part]: number };
    const message = `${this.#part} ${number}: there is a document ${JSON.stringify(key)} already, and nothing is to be replaced`;
    return new BimetalError(error.code, message, { details, cause: error });
  }

  #call<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw fromNative(error);
    }
  }
}
