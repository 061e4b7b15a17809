import { type Client } from '@bimetal/client';
import { type ConnectionListener, FeedConnection } from './feed-connection';
import { HeardChanges } from './heard-changes';
import { type LiveChange, type LiveStatus } from './live-status';
import { type TabChannel, type TabMeans } from './tab-means';

/** How often a tab that is looked at asks whether the one with the connection is there, and how long that one has for its answer. */
const ASK_MS = 10_000;
const ANSWER_MS = 3_000;

/** What tabs tell each other. `from` is where the tab with the connection was before: who was not there has missed something. */
type Message =
  | {
      readonly type: 'heard';
      readonly from: bigint | undefined;
      readonly place: bigint | undefined;
      readonly changes: readonly LiveChange[];
    }
  | { readonly type: 'missed' }
  | { readonly type: 'stands'; readonly status: LiveStatus; readonly place: bigint | undefined }
  | { readonly type: 'ask' }
  | { readonly type: 'retry' };

/**
 * The feed as one tab has it: one tab of all holds the connection, by a lock of the browser, and tells the others. When it is closed or
 * does not answer, another takes its place and goes on from what it has heard itself.
 *
 * INVARIANT: a tab takes each change once and in order, or says `missed`; it never leaves one out in silence.
 */
export class TabFeed {
  readonly #name: string;
  readonly #means: TabMeans;
  readonly #listener: ConnectionListener;
  readonly #heard = new HeardChanges();
  readonly #connection: FeedConnection;
  #channel: TabChannel | undefined;
  #holds = false;
  #told: bigint | undefined;
  #answered = true;
  #run = new AbortController();

  constructor(
    server: Pick<Client, 'changes' | 'page'>,
    of: { name: string; prefix: string },
    means: TabMeans,
    listener: ConnectionListener,
  ) {
    this.#name = `bimetal-live ${of.name}`;
    this.#means = means;
    this.#listener = listener;
    this.#connection = new FeedConnection(server, of.prefix, this.#heard, {
      heard: (changes, place) => this.#hear(changes, place),
      missed: () => {
        this.#told = undefined;
        this.#say({ type: 'missed' });
        listener.missed();
      },
      stands: (status) => {
        this.#say({ type: 'stands', status, place: this.#told });
        listener.stands(status);
      },
    });
  }

  /** Takes part, until `pause` or `end`. */
  begin(): void {
    this.#run = new AbortController();
    const { signal } = this.#run;
    const { locks, channel } = this.#means;
    if (locks === undefined || channel === undefined) {
      this.#holds = true;
      void this.#connection.follow(signal);
      return;
    }
    this.#channel = channel(this.#name);
    this.#channel.onmessage = ({ data }) => this.#take(data as Message);
    void this.#queue({ signal });
    this.#ask();
    const timer = setInterval(() => this.#watch(), ASK_MS);
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  /** Lets go of connection, lock and channel: what is frozen cannot follow, and what is told to it would only pile up. */
  end(): void {
    this.#run.abort(new Error('ended'));
    this.#channel?.close();
    this.#channel = undefined;
    this.#holds = false;
  }

  /** Connects now, wherever the connection is. */
  retry(): void {
    if (this.#holds) this.#connection.retry();
    else this.#say({ type: 'retry' });
  }

  /** Waits for the lock, and follows while it has it. */
  async #queue(options: LockOptions): Promise<void> {
    const { signal } = this.#run;
    try {
      await this.#means.locks?.request(this.#name, options, () => this.#hold(signal));
    } catch {
      // Another tab took the lock from this one, which did not answer: it was asleep.
      this.#holds = false;
      this.#release();
      if (!signal.aborted && options.signal !== undefined) void this.#queue({ signal });
    }
  }

  async #hold(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    this.#holds = true;
    this.#told = this.#heard.place;
    const taken = new AbortController();
    this.#release = () => taken.abort(new Error('taken'));
    await this.#connection.follow(AbortSignal.any([signal, taken.signal]));
  }

  #release: () => void = () => undefined;

  #hear(changes: readonly LiveChange[], place: bigint | undefined): void {
    if (changes.length === 0 && place === this.#told) return;
    this.#say({ type: 'heard', from: this.#told, place, changes });
    this.#told = place;
    this.#listener.heard(changes, place);
  }

  #take(message: Message): void {
    if (message.type === 'ask') {
      if (this.#holds) this.#say({ type: 'stands', status: this.#connection.status, place: this.#told });
    } else if (message.type === 'retry') {
      if (this.#holds) this.#connection.retry();
    } else {
      this.#answered = true;
      // The last words of a tab that has gone may come behind its lock.
      if (!this.#holds) this.#follow(message);
    }
  }

  #follow(message: Exclude<Message, { type: 'ask' | 'retry' }>): void {
    if (message.type === 'missed') {
      this.#heard.begin(undefined);
      this.#listener.missed();
    } else if (message.type === 'heard') {
      // One that began from now on does not know what the others have heard.
      if (message.from !== undefined || this.#heard.place !== undefined) this.#join(message.from ?? message.place);
      const news = message.changes.filter((change) => this.#heard.isNew(change));
      if (message.place !== undefined) this.#heard.reach(message.place);
      this.#listener.heard(news, this.#heard.place);
    } else {
      this.#join(message.place);
      this.#listener.stands(message.status);
    }
  }

  /** Where the other tab is further than this one has heard, something was told while this one was away. */
  #join(place: bigint | undefined): void {
    const mine = this.#heard.place;
    if (place === undefined || (mine !== undefined && mine >= place)) return;
    this.#heard.begin(place);
    if (mine !== undefined) this.#listener.missed();
  }

  /** A tab that is looked at takes the lock from one that does not answer: that is frozen, and its connection with it. */
  #watch(): void {
    if (this.#holds || document.hidden) return;
    this.#ask();
    const { signal } = this.#run;
    const timer = setTimeout(() => {
      if (!this.#answered && !this.#holds && !signal.aborted) void this.#queue({ steal: true });
    }, ANSWER_MS);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  #ask(): void {
    this.#answered = false;
    this.#say({ type: 'ask' });
  }

  #say(message: Message): void {
    this.#channel?.postMessage(message);
  }
}
