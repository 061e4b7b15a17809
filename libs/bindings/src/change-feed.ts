import type * as Addon from '@bimetal/addon';
import { orAborted, throwIfAborted } from './abort.js';
import { optionsOf, signalOf } from './argument.js';
import { Key } from './key.js';
import { fromNative, settled } from './native-error.js';
import { type Revision } from './revision.js';

/** One key written or removed at a revision. */
export interface Change {
  readonly key: Key;
  readonly revision: Revision;
  readonly kind: 'put' | 'remove';
}

/**
 * What a feed has to say. The end and the loss of data are values, not errors:
 *
 * - `changes`: the next ones, oldest first, never none
 * - `empty`: nothing new
 * - `expired`: the store no longer remembers all changes since the feed's revision. The feed stays expired: read the
 *   documents from a snapshot, and follow the changes since the snapshot's revision.
 */
export type Changes =
  | { readonly kind: 'changes'; readonly changes: readonly Change[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'expired' };

export interface FollowOptions {
  /** Ends the wait: the iteration throws ABORTED. */
  readonly signal?: AbortSignal | undefined;
  /** The most changes in one step; 1,000 by default. */
  readonly limit?: number | undefined;
}

const LIMIT_DEFAULT = 1000;

/** The changes of a store since a revision, live. Close it, or let `using` do so. */
export class ChangeFeed implements Disposable, AsyncIterable<Exclude<Changes, { kind: 'empty' }>> {
  readonly #native: typeof Addon;
  readonly #handle: Addon.FeedHandle;
  /** Waits in vain are shared: one that was aborted goes on waiting in the store until there is news. */
  #waiting: Promise<void> | undefined;
  #closed = false;

  /** @internal */
  constructor(native: typeof Addon, handle: Addon.FeedHandle) {
    this.#native = native;
    this.#handle = handle;
  }

  /**
   * The revision up to which the feed has given all changes: where a later feed can go on.
   *
   * @throws {BimetalError} FEED_CLOSED
   */
  get revision(): Revision {
    try {
      return this.#native.feedRevision(this.#handle);
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * The next changes, `limit` at most, without waiting.
   *
   * @throws {BimetalError} FEED_CLOSED, STORE_CLOSED
   */
  next(limit: number = LIMIT_DEFAULT): Changes {
    try {
      const next = this.#native.feedNext(this.#handle, limit);
      return next.kind === 'changes' ? { kind: 'changes', changes: next.changes.map(toChange) } : next;
    } catch (error) {
      throw fromNative(error);
    }
  }

  /**
   * Resolves when {@link ChangeFeed.next} has something to say, be it that the feed or its store has closed. Waiting
   * alone does not keep the process alive. Rejects with ABORTED or FEED_CLOSED.
   */
  async wait(signal?: AbortSignal): Promise<void> {
    throwIfAborted(signalOf(signal));
    this.#waiting ??= this.#wait();
    await orAborted(this.#waiting, signal);
  }

  /**
   * Gives changes as they come, until the feed is closed or expires; `expired` is then the last value. Throws ABORTED
   * when the signal aborts, and STORE_CLOSED when the store closes.
   */
  async *follow(options?: FollowOptions): AsyncGenerator<Exclude<Changes, { kind: 'empty' }>, void, undefined> {
    const { signal, limit = LIMIT_DEFAULT } = optionsOf(options);
    signalOf(signal);
    while (!this.#closed) {
      throwIfAborted(signal);
      const next = this.next(limit);
      if (next.kind !== 'empty') {
        yield next;
        if (next.kind === 'expired') {
          return;
        }
        continue;
      }
      await this.wait(signal);
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<Exclude<Changes, { kind: 'empty' }>, void, undefined> {
    return this.follow();
  }

  /** Closes the feed and wakes who waits for it. Closing twice is no error. */
  close(): void {
    this.#closed = true;
    this.#native.feedClose(this.#handle);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #wait(): Promise<void> {
    try {
      await settled(this.#native.feedWait(this.#handle));
    } finally {
      this.#waiting = undefined;
    }
  }
}

function toChange({ key, revision, kind }: Addon.Change): Change {
  return { key: Key.ofStored(key), revision, kind };
}
