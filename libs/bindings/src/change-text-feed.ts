import type * as Addon from '@bimetal/addon';
import { optionsOf } from './argument.js';
import { fromNative, settled } from './native-error.js';
import { type Revision } from './revision.js';

/** Which changes are told, and how. */
export interface ChangeTextOptions {
  /** Where to begin: after this revision. Without it, from now on. */
  readonly since?: Revision | undefined;
  /** What the texts of the keys begin with. */
  readonly prefix?: string | undefined;
  /** A filter: documents that are like that. One that was and is no more is told too, as `"removed":true,"left":true`. */
  readonly where?: string | undefined;
  /** Whether changes are told with the values that they left: they are by default. */
  readonly values?: boolean | undefined;
  /** Server-sent events, the default, or members of a JSON array. */
  readonly form?: 'events' | 'array' | undefined;
}

/** How far a step goes. */
export interface ChangeTextStep {
  /** The step ends with the change that fills so many bytes. The first change must fit. */
  readonly bytesMax: number;
  /** It ends with the batch in which there are so many changes. */
  readonly changesMax?: number | undefined;
  /** It goes no further than this revision. */
  readonly until?: Revision | undefined;
  /** Whether it says where in the text which change is. */
  readonly told?: boolean | undefined;
}

/** Key, revision, begin and end of one change after another: four elements each. The end of an event is not of its change. */
export type ToldChanges = readonly (string | number)[];

/**
 * What a step gives, and the revision up to which all changes have been given. The end and the loss of data are values, not errors:
 *
 * - `text`: the next changes. Of those that were looked at, none may be wanted: then the text is empty. `whole` says whether it
 *   ends with a batch, so that a reader may go on elsewhere
 * - `large`: the next change needs so many bytes, more than were allowed
 * - `empty`: nothing new
 * - `expired`: the store no longer remembers all changes since the feed's revision. The feed stays expired
 */
export type ChangeTextPart =
  | {
      readonly kind: 'text';
      readonly revision: Revision;
      readonly text: Uint8Array;
      readonly whole: boolean;
      readonly changes: number;
      readonly told?: ToldChanges;
    }
  | { readonly kind: 'large'; readonly revision: Revision; readonly bytes: number }
  | { readonly kind: 'empty'; readonly revision: Revision }
  | { readonly kind: 'expired'; readonly revision: Revision };

/**
 * The changes of a store since a revision, live, as finished text: what a server sends. No change becomes a JavaScript object.
 *
 * As events (WHATWG HTML, 9.2): `event: change` with `data: {"key":…,"revision":…,"value":…}`, or with `"removed":true`. The last
 * change of each batch has the `id`, its revision, from which a reader can go on. As members of an array: the same objects, with
 * commas between them. With the log engine a value is that of its revision; where only newer ones are kept it is left out, and
 * `"superseded":true` stands for it: a later change of the same key follows.
 *
 * With `where` those are told of documents that the filter lets through, and of those that it let through before: removed, or
 * `"removed":true,"left":true`. Where it is not known what a document was like before, it is told as if it had been let through: that
 * is so where the feed has not yet come to the newest change, and a key is told so once. What is `superseded` is not told.
 */
export class ChangeTextFeed implements Disposable {
  readonly #native: typeof Addon;
  readonly #handle: Addon.FeedTextHandle;

  /** @internal */
  constructor(native: typeof Addon, store: Addon.StoreHandle, options: ChangeTextOptions | undefined) {
    this.#native = native;
    this.#handle = native.feedTextOpen(store, optionsOf(options));
  }

  /**
   * The revision up to which the feed has given all changes: where a later feed can go on.
   *
   * @throws {BimetalError} FEED_CLOSED
   */
  get revision(): Revision {
    try {
      return this.#native.feedTextRevision(this.#handle);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * The next piece of text, without waiting.
   *
   * @throws {BimetalError} FEED_CLOSED, STORE_CLOSED, DATA_DAMAGED
   */
  read(step: ChangeTextStep): ChangeTextPart {
    try {
      return this.#native.feedTextRead(this.#handle, step);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Keeps the changes that have been written since until they are read, where the engine can: for who is busy with a snapshot,
   * again and again as long as that is. It takes disk only, a gigabyte at most.
   *
   * @throws {BimetalError} FEED_CLOSED, STORE_CLOSED
   */
  keep(): void {
    try {
      this.#native.feedTextKeep(this.#handle);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Resolves when there are changes after those that were read, or when the feed or its store has closed. Waiting alone does
   * not keep the process alive. Rejects with FEED_CLOSED.
   */
  wait(): Promise<void> {
    try {
      return settled(this.#native.feedTextWait(this.#handle));
    } catch (error) {
      return Promise.reject(fromNative(error) as Error);
    }
  }

  /** Closes the feed and wakes who waits for it. Closing twice is no error. */
  close(): void {
    this.#native.feedTextClose(this.#handle);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
