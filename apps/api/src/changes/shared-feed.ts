import { setImmediate, setTimeout } from 'node:timers/promises';
import { type ChangeTextFeed, type ChangeTextPart, type Revision } from '@bimetal/bindings';
import { heartbeat } from './event-frames.js';
import { PART_BYTES } from './frame.js';
import { type LaneReader } from './lane.js';
import { Lanes } from './lanes.js';

/** How many readers are written to before the event loop may do other work. */
const READERS_AT_ONCE = 256;

/** LIMIT: after a delivery that took longer than this, the feed rests as long as it took, so that readers take half of the time at most. */
const REST_MS_MIN = 1;
const REST_MS_MAX = 250;

/**
 * What all readers of changes share who are told the same of each: the feed is read once, each change is made a text once,
 * and the same bytes go to all who have come as far. Changes that come while it delivers or rests go out together, so that the cost
 * of a write is bounded however many readers there are. Whoever is not as far reads a feed of their own, and joins once they are.
 */
export class SharedFeed {
  readonly #open: () => ChangeTextFeed;
  readonly #heartbeatMs: number;
  readonly #onUse: (isUsed: boolean) => void;
  readonly #lanes = new Lanes();
  #feed: ChangeTextFeed | undefined;
  #users = 0;
  #revision: Revision = 0n;
  #isWhole = true;
  #timer: NodeJS.Timeout | undefined;
  #waiting: (() => void)[] = [];
  #failure: unknown;

  /** `onUse` hears when somebody begins to use the feed, and when nobody does any more. */
  constructor(open: () => ChangeTextFeed, heartbeatMs: number, onUse: (isUsed: boolean) => void) {
    this.#open = open;
    this.#onUse = onUse;
    this.#heartbeatMs = heartbeatMs;
  }

  /** Up to here all changes have been read. Only while somebody uses the feed. */
  get revision(): Revision {
    return this.#revision;
  }

  /** Whether somebody who has come as far as this may join: not while more of the batch behind it follows. */
  canJoinAt(revision: Revision): boolean {
    return this.#isWhole && revision === this.#revision;
  }

  /** The feed is read as long as somebody uses it. What this gives is disposed of by who no longer does. */
  use(): Disposable {
    if (this.#feed === undefined) this.#start();
    if (this.#users++ === 0) this.#onUse(true);
    let uses = true;
    return {
      [Symbol.dispose]: () => {
        if (uses && --this.#users === 0) {
          this.#stop();
          this.#onUse(false);
        }
        uses = false;
      },
    };
  }

  /** From now on a reader is told what comes. It must have come as far: see `canJoinAt`. */
  join(prefix: string, reader: LaneReader): void {
    this.#lanes.join(prefix, reader);
  }

  leave(prefix: string, reader: LaneReader): void {
    this.#lanes.leave(prefix, reader);
  }

  /** Resolves when the feed has been read further, or is not read any more. Rejects when it broke. */
  advanced(): Promise<void> {
    if (this.#feed === undefined) return Promise.reject(this.#failure as Error);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #start(): void {
    const feed = this.#open();
    this.#feed = feed;
    this.#revision = feed.revision;
    this.#isWhole = true;
    this.#timer = setInterval(() => void this.#remind(), this.#heartbeatMs).unref();
    void this.#run(feed);
  }

  #stop(): void {
    this.#feed?.close();
    this.#feed = undefined;
    clearInterval(this.#timer);
    this.#wake();
  }

  async #run(feed: ChangeTextFeed): Promise<void> {
    try {
      while (feed === this.#feed) {
        const part = this.#read(feed);
        if (part.kind === 'expired') {
          this.#begin();
          return;
        }
        await (part.kind === 'text' ? this.#deliver(part) : feed.wait());
      }
    } catch (error) {
      if (feed !== this.#feed) return;
      this.#failure = error;
      this.#stop();
      for (const reader of this.#lanes.readers()) reader.fail(error);
    }
  }

  #read(feed: ChangeTextFeed): ChangeTextPart {
    const told = this.#lanes.areSome;
    const part = feed.read({ bytesMax: PART_BYTES, told });
    // LIMIT: a large change is in memory once, however many readers have yet to take it.
    const read = part.kind === 'large' ? feed.read({ bytesMax: part.bytes, told }) : part;
    const isWhole = read.kind !== 'text' || read.whole;
    const advances = read.revision !== this.#revision || isWhole !== this.#isWhole;
    this.#revision = read.revision;
    this.#isWhole = isWhole;
    if (advances) this.#wake();
    return read;
  }

  /** Whoever follows the feed has lost changes: the process stood still while more was written than is retained. */
  #begin(): void {
    this.#stop();
    const readers = this.#lanes.readers();
    if (this.#users > 0) this.#start();
    for (const reader of readers) reader.lose();
  }

  async #deliver(part: Extract<ChangeTextPart, { kind: 'text' }>): Promise<void> {
    const begin = performance.now();
    const { revision, whole } = part;
    let count = 0;
    let restedMs = 0;
    for (const { frame, readers } of this.#lanes.deliveries(part)) {
      for (const reader of readers) {
        reader.deliver(frame, revision, whole);
        if (++count % READERS_AT_ONCE !== 0) continue;
        const before = performance.now();
        await setImmediate();
        restedMs += performance.now() - before;
      }
    }
    const tookMs = performance.now() - begin - restedMs;
    if (tookMs < REST_MS_MIN) await setImmediate();
    else await setTimeout(Math.min(tookMs, REST_MS_MAX));
  }

  /** Tells those who have heard nothing for a while that the server is there, and how far it has come. */
  async #remind(): Promise<void> {
    if (!this.#isWhole) return;
    const revision = this.#revision;
    const frame = heartbeat(revision);
    let count = 0;
    for (const reader of this.#lanes.quietReaders()) {
      reader.remind(frame, revision);
      if (++count % READERS_AT_ONCE === 0) await setImmediate();
    }
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
