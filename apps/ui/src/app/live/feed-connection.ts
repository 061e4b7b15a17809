import { type Client, ClientError, type FeedEvent } from '@bimetal/client';
import { type HeardChanges } from './heard-changes';
import { type LiveChange, type LiveStatus } from './live-status';
import { watchForSleep } from './sleep-watch';

/** What came, in pieces: a busy store must not cost a message and a look at the page for each change. */
const PIECE_MS = 50;
/** LIMIT: changes of a piece. */
const PIECE_CHANGES = 1_000;

/** The server says something every 15 seconds. */
const SILENCE_MS = 40_000;

/** After an answer that waiting does not mend by itself, such as something else at the address. */
const REFUSED_MS = 15_000;

/** A replay that says nothing for so long has come to its end, also where the newest revisions are of other prefixes. */
const QUIET_MS = 1_000;

/** No history to go on from: it is gone, or it is another store's. */
const BEGIN_ANEW = new Set(['HISTORY_GONE', 'REVISION_INVALID']);

/** What a connection tells. */
export interface ConnectionListener {
  /** Changes in order, and up to where all is told now; nothing new but the place where nothing happened. */
  heard(changes: readonly LiveChange[], place: bigint | undefined): void;
  /** What changed before cannot be told any more. */
  missed(): void;
  stands(status: LiveStatus): void;
}

/**
 * One connection to the feed, over as many attempts as it takes: it goes on where `heard` is, notices when the machine has slept, and
 * says how it stands.
 */
export class FeedConnection {
  readonly #server: Pick<Client, 'changes' | 'page'>;
  readonly #prefix: string;
  readonly #heard: HeardChanges;
  readonly #listener: ConnectionListener;
  #attempt = new AbortController();
  #status: LiveStatus = { state: 'connecting', since: Date.now() };
  #changes: LiveChange[] = [];
  #flush: ReturnType<typeof setTimeout> | undefined;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  /** The newest revision when this attempt began to catch up. */
  #head: bigint | undefined;

  constructor(
    server: Pick<Client, 'changes' | 'page'>,
    prefix: string,
    heard: HeardChanges,
    listener: ConnectionListener,
  ) {
    this.#server = server;
    this.#prefix = prefix;
    this.#heard = heard;
    this.#listener = listener;
  }

  get status(): LiveStatus {
    return this.#status;
  }

  /** Follows the feed until the signal aborts. */
  async follow(signal: AbortSignal): Promise<void> {
    const unwatch = watchForSleep((awakeUntil) => this.#wake(awakeUntil));
    const retry = (): void => this.retry();
    addEventListener('online', retry);
    addEventListener('offline', retry);
    this.#stands({ state: 'connecting', since: this.#status.since });
    try {
      while (!signal.aborted) await this.#try(signal);
    } finally {
      unwatch();
      removeEventListener('online', retry);
      removeEventListener('offline', retry);
      clearTimeout(this.#quiet);
      this.#tell();
    }
  }

  /** Connects now, whatever is waited for. A connection that is well is made again too: it may only seem so. */
  retry(): void {
    this.#attempt.abort(new Error('again'));
  }

  #wake(awakeUntil: number): void {
    this.#stands({ state: 'interrupted', since: awakeUntil });
    this.retry();
  }

  async #try(signal: AbortSignal): Promise<void> {
    this.#attempt = new AbortController();
    const attempt = AbortSignal.any([signal, this.#attempt.signal]);
    this.#head = undefined;
    if (this.#status.state === 'catching-up') this.#stands({ state: 'connecting', since: this.#status.since });
    try {
      const feed = this.#server.changes({
        since: this.#heard.place,
        prefix: this.#prefix || undefined,
        values: false,
        silenceMs: SILENCE_MS,
        signal: attempt,
        onPlace: (place) => this.#reach(place, attempt),
        onInterruption: ({ waitMs }) => this.#interrupt(waitMs),
      });
      for await (const event of feed) this.#take(event);
    } catch (error) {
      this.#tell();
      if (attempt.aborted) return;
      if (error instanceof ClientError && BEGIN_ANEW.has(error.code)) {
        this.#heard.begin(undefined);
        this.#listener.missed();
        return;
      }
      this.#interrupt(REFUSED_MS);
      await pause(REFUSED_MS, attempt);
    }
  }

  #take(event: FeedEvent): void {
    if (event.type !== 'put' && event.type !== 'remove') return;
    const change: LiveChange = { key: event.key, revision: event.revision, kind: event.type };
    if (!this.#heard.isNew(change)) return;
    this.#changes.push(change);
    this.#watchQuiet();
    if (this.#changes.length >= PIECE_CHANGES) this.#tell();
    else this.#flush ??= setTimeout(() => this.#tell(), PIECE_MS);
  }

  #reach(place: bigint, attempt: AbortSignal): void {
    const before = this.#heard.place;
    this.#heard.reach(place);
    this.#flush ??= setTimeout(() => this.#tell(), PIECE_MS);
    if (this.#status.state !== 'live' && this.#status.state !== 'catching-up') {
      // A feed from now on has nothing behind it.
      if (before === undefined) this.#stands({ state: 'live', since: Date.now() });
      else this.#catchUp(attempt);
    } else if (this.#head !== undefined && place >= this.#head) this.#caughtUp();
  }

  #catchUp(attempt: AbortSignal): void {
    this.#stands({ state: 'catching-up', since: this.#status.since });
    this.#watchQuiet();
    const prefix = this.#prefix || undefined;
    void this.#server.page({ prefix, limit: 1, fields: ['/'], signal: attempt }).then(
      ({ revision }) => {
        this.#head = revision;
        if ((this.#heard.place ?? 0n) >= revision) this.#caughtUp();
      },
      // The end of the replay is noticed without it too.
      () => undefined,
    );
  }

  #caughtUp(): void {
    clearTimeout(this.#quiet);
    this.#tell();
    if (this.#status.state === 'catching-up') this.#stands({ state: 'live', since: Date.now() });
  }

  #watchQuiet(): void {
    if (this.#status.state !== 'catching-up') return;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#caughtUp(), QUIET_MS);
  }

  #interrupt(waitMs: number): void {
    clearTimeout(this.#quiet);
    this.#tell();
    const { state, since } = this.#status;
    const now = Date.now();
    this.#stands({ state: 'interrupted', since: state === 'live' ? now : since, retryAt: now + waitMs });
  }

  #tell(): void {
    clearTimeout(this.#flush);
    this.#flush = undefined;
    const changes = this.#changes;
    this.#changes = [];
    this.#listener.heard(changes, this.#heard.place);
  }

  #stands(status: LiveStatus): void {
    this.#status = status;
    this.#listener.stands(status);
  }
}

/** Waits so long, or until the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
