import { type ChangeTextFeed, type ChangeTextPart, type Revision, type Store } from '@bimetal/bindings';
import { type SharedMemory } from '../http/shared-memory.js';
import { type PollRequest } from './changes-request.js';
import { PART_BYTES } from './frame.js';
import { historyGone } from './history-gone.js';
import { type SharedFeed } from './shared-feed.js';

type Read = Exclude<ChangeTextPart, { kind: 'expired' | 'large' }>;

/** Writes one list of changes: `{"changes":[…],"revision":"…"}`. */
export class ChangePoll {
  readonly #store: Store;
  readonly #feed: ChangeTextFeed;
  readonly #memory: SharedMemory;
  readonly #limit: number;
  #revision: Revision;

  constructor(feed: ChangeTextFeed, { limit }: PollRequest, store: Store, memory: SharedMemory) {
    this.#feed = feed;
    this.#revision = feed.revision;
    this.#limit = limit;
    this.#store = store;
    this.#memory = memory;
  }

  /**
   * The text of the list in chunks, once there are changes or `news` says that there will be none in time. Whole batches: as many as it
   * takes to reach the limit, or those there are.
   */
  async *chunks(news: (revision: Revision) => Promise<boolean>): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      let step = await this.#first(news);
      yield Buffer.from('{"changes":[');
      for (let count = 0; ;) {
        using _ = step.room;
        const { part } = step;
        if (part.kind === 'text') {
          count += part.changes;
          yield part.text;
        }
        if (part.kind === 'empty' || (part.whole && count >= this.#limit)) break;
        step = await this.#read(Math.max(1, this.#limit - count));
      }
      yield Buffer.from(`],"revision":"${this.#revision}"}`);
    } finally {
      this.#feed.close();
    }
  }

  /** The first changes, or that there are none. */
  async #first(news: (revision: Revision) => Promise<boolean>): Promise<{ part: Read; room?: Disposable }> {
    for (;;) {
      const step = await this.#read(this.#limit);
      if (step.part.kind === 'text' && step.part.changes > 0) return step;
      if (step.part.kind === 'empty' && !(await news(this.#revision))) return step;
    }
  }

  async #read(changesMax: number): Promise<{ part: Read; room?: Disposable }> {
    const part = this.#feed.read({ bytesMax: PART_BYTES, changesMax });
    this.#revision = part.revision;
    if (part.kind === 'expired') throw historyGone(part.revision, this.#store);
    if (part.kind !== 'large') return { part };
    const room = await this.#memory.take(part.bytes);
    const large = this.#feed.read({ bytesMax: part.bytes, changesMax });
    this.#revision = large.revision;
    if (large.kind === 'text' || large.kind === 'empty') return { part: large, room };
    room[Symbol.dispose]();
    return this.#read(changesMax);
  }
}

/** Resolves with true when there may be changes after a revision, with false when there are none in time. */
export async function newsIn(
  shared: SharedFeed,
  revision: Revision,
  prefix: string,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    if (revision < shared.revision) return true;
    if (!shared.canJoinAt(revision)) {
      await shared.advanced();
      continue;
    }
    return told(shared, prefix, signal);
  }
  return false;
}

/** Resolves with true when readers of a prefix are told something, with false when the signal aborts. */
function told(shared: SharedFeed, prefix: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isTold: boolean): void => {
      shared.leave(prefix, reader);
      signal.removeEventListener('abort', abort);
      resolve(isTold);
    };
    const abort = (): void => end(false);
    const tell = (): void => end(true);
    // Whatever became of the changes, a look at the feed tells.
    const reader = { deliver: tell, remind: () => undefined, lose: tell, fail: tell };
    signal.addEventListener('abort', abort, { once: true });
    shared.join(prefix, reader);
  });
}
