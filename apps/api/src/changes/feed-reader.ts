import { setImmediate } from 'node:timers/promises';
import {
  BimetalError,
  type ChangeTextFeed,
  type ChangeTextPart,
  type Revision,
  type Snapshot,
  type Store,
} from '@bimetal/bindings';
import { type FastifyBaseLogger } from 'fastify';
import { type SharedMemory } from '../http/shared-memory.js';
import { type FeedFigures } from '../metrics/server-figures.js';
import { RequestError } from '../problem/request-error.js';
import { type ChangeChoice } from './changes-request.js';
import { beginning, failed, gone, heartbeat, stopping } from './event-frames.js';
import { type EventStream } from './event-stream.js';
import { Frame, PART_BYTES } from './frame.js';
import { type LaneReader } from './lane.js';
import { type SharedFeed } from './shared-feed.js';
import { tellState } from './state-events.js';

/** LIMIT: with more than this waiting for the system a reader lags: it is told nothing more until it has taken all of it. */
const WAITING_BYTES_MAX = 256 * 1024;

/** What readers of one server have in common. */
export interface Surroundings {
  readonly store: Store;
  readonly memory: SharedMemory;
  readonly heartbeatMs: number;
  readonly figures: FeedFigures;
}

/** Where a reader begins. */
export interface Start {
  /** A feed of its own, from there on. */
  readonly feed: ChangeTextFeed;
  readonly revision: Revision;
  /** What was read of the feed already. */
  readonly first?: ChangeTextPart;
  /** The state that comes first. */
  readonly snapshot?: Snapshot;
}

/**
 * One reader of events. It reads a feed of its own until it has come as far as the shared one, joins that, and goes back to one of
 * its own when it lags. So it holds a bounded number of bytes, and what it has missed is read again from the disk.
 */
export class FeedReader implements LaneReader {
  readonly #stream: EventStream;
  readonly #shared: SharedFeed;
  readonly #choice: ChangeChoice;
  readonly #surroundings: Surroundings;
  readonly #logger: FastifyBaseLogger;
  /** The feed of its own, while it is behind the shared one. */
  #own: ChangeTextFeed | undefined;
  #first: ChangeTextPart | undefined;
  #hasJoined = false;
  /** What was told: all changes up to a revision, and some of the batch after it unless that is whole. */
  #revision: Revision;
  #isWhole = true;
  #saidAt = performance.now();
  /** Whether changes are kept for it, since it was busy with the state. */
  #keeps = false;

  constructor(
    stream: EventStream,
    shared: SharedFeed,
    choice: ChangeChoice,
    start: Start,
    surroundings: Surroundings,
    logger: FastifyBaseLogger,
  ) {
    this.#stream = stream;
    this.#shared = shared;
    this.#choice = choice;
    this.#surroundings = surroundings;
    this.#logger = logger;
    this.#own = start.feed;
    this.#first = start.first;
    this.#revision = start.revision;
    const use = shared.use();
    stream.onceOver(() => {
      this.#leave();
      this.#closeOwn();
      use[Symbol.dispose]();
    });
  }

  /** Whether it is behind the others, and reads a feed of its own. */
  get isBehind(): boolean {
    return !this.#hasJoined;
  }

  /** Up to here it has been told everything. */
  get revision(): Revision {
    // Of those who have joined, a reader of a prefix hears nothing of the revisions that are others'.
    return this.#hasJoined ? this.#shared.revision : this.#revision;
  }

  /** Tells the state, if it comes first, and then the changes. Resolves when they come from the shared feed, or nobody takes them. */
  async begin(snapshot: Snapshot | undefined): Promise<void> {
    try {
      if (snapshot === undefined) this.#stream.write(beginning(this.#revision));
      else await this.#tellState(snapshot);
      await this.#follow();
    } catch (error) {
      this.fail(error);
    } finally {
      snapshot?.close();
    }
  }

  deliver(frame: Frame, revision: Revision, whole: boolean): void {
    if (!this.#hasJoined) return;
    this.#stream.write(frame);
    this.#revision = revision;
    this.#isWhole = whole;
    if (!whole || this.#stream.waitingBytes <= WAITING_BYTES_MAX) return;
    this.#leave();
    void this.#catchUp();
  }

  remind(frame: Frame, revision: Revision): void {
    // An id that lies before what was told would have it told again.
    if (this.#hasJoined && this.#isWhole && revision >= this.#revision) this.#stream.write(frame);
  }

  lose(): void {
    if (this.#stream.isOver) return;
    const { store, figures } = this.#surroundings;
    const oldest = store.statistics().changesSince;
    figures.overrun++;
    this.#logger.info({ revision: String(this.#revision), oldest: String(oldest) }, 'a reader of changes lags too far');
    this.#stream.end(gone(oldest));
  }

  fail(error: unknown): void {
    // Its feed was closed when the reader went away.
    if (this.#stream.isOver) return;
    this.#logger.error({ err: error }, 'the change feed broke off');
    this.#stream.end(failed(error instanceof BimetalError || error instanceof RequestError ? error.code : 'INTERNAL'));
  }

  /** The server shuts down. */
  stop(): void {
    this.#stream.end(stopping());
  }

  /** The API key that it reads with was revoked, or has expired. Who connects anew is told which. */
  disallow(): void {
    this.#stream.end(failed('API_KEY_UNKNOWN'));
  }

  /** Whoever has not taken the end by now does not get it. */
  cut(): void {
    this.#stream.cut();
  }

  async #tellState(snapshot: Snapshot): Promise<void> {
    const { memory } = this.#surroundings;
    this.#keeps = true;
    await tellState(this.#stream, snapshot, this.#choice, memory, () => {
      this.#own?.keep();
      this.#remindOfLife();
    });
    // The state is all that is needed of it, and what it shows is kept as long as it is open.
    snapshot.close();
  }

  async #catchUp(): Promise<void> {
    try {
      await this.#stream.writtenOut();
      await this.#follow();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Reads on its own until it can join the others. */
  async #follow(): Promise<void> {
    const shared = this.#shared;
    while (!this.#stream.isOver) {
      if (this.#first === undefined && this.#isWhole && this.#revision >= shared.revision) {
        if (shared.canJoinAt(this.#revision)) {
          this.#join();
          return;
        }
        await shared.advanced();
        continue;
      }
      const part = this.#read();
      if (part.kind === 'expired') {
        this.lose();
        return;
      }
      await this.#tell(part);
      // Nothing that came meanwhile is waited for, so that a reader catches up however much is written.
      if (!shared.canJoinAt(this.#revision)) await setImmediate();
    }
  }

  #read(): ChangeTextPart {
    const first = this.#first;
    this.#first = undefined;
    if (first !== undefined) return first;
    this.#own ??= this.#surroundings.store.changeTexts({ ...this.#choice, since: this.#revision });
    if (this.#keeps) this.#own.keep();
    return this.#own.read({ bytesMax: PART_BYTES, until: this.#shared.revision });
  }

  async #tell(part: ChangeTextPart): Promise<void> {
    if (part.kind === 'large') {
      using _ = await this.#surroundings.memory.take(part.bytes);
      const read = this.#own?.read({ bytesMax: part.bytes, until: this.#shared.revision });
      if (read !== undefined && read.kind !== 'large') await this.#tell(read);
      return;
    }
    this.#revision = part.revision;
    this.#isWhole = part.kind !== 'text' || part.whole;
    if (part.kind !== 'text' || part.text.byteLength === 0) {
      this.#remindOfLife();
      return;
    }
    this.#saidAt = performance.now();
    const frame = new Frame(part.text);
    if (part.text.byteLength > PART_BYTES) await this.#stream.writeOut(frame);
    else this.#stream.write(frame);
    if (this.#stream.waitingBytes > 0) await this.#stream.writtenOut();
  }

  /** Much may be looked at of which little is wanted. */
  #remindOfLife(): void {
    if (performance.now() - this.#saidAt < this.#surroundings.heartbeatMs) return;
    this.#saidAt = performance.now();
    this.#stream.write(heartbeat(undefined));
  }

  #join(): void {
    this.#closeOwn();
    this.#keeps = false;
    this.#hasJoined = true;
    this.#shared.join(this.#choice.prefix, this);
  }

  #leave(): void {
    this.#hasJoined = false;
    this.#shared.leave(this.#choice.prefix, this);
  }

  #closeOwn(): void {
    this.#own?.close();
    this.#own = undefined;
  }
}
