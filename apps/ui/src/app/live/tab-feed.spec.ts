import { type ChangesOptions, ClientError, type FeedEvent } from '@bimetal/client';
import { type LiveChange, type LiveStatus } from './live-status';
import { TabFeed } from './tab-feed';
import { type TabChannel, type TabMeans } from './tab-means';

/** One connection to a server whose words a test gives. */
class FakeFeed {
  readonly options: ChangesOptions;
  readonly #said: (FeedEvent | bigint | Error)[] = [];
  #wake: () => void = () => undefined;

  constructor(options: ChangesOptions) {
    this.options = options;
    options.signal?.addEventListener('abort', () => this.say(options.signal?.reason as Error));
  }

  get isOpen(): boolean {
    return this.options.signal?.aborted !== true;
  }

  /** Tells changes, with their places, or an end. */
  say(...words: (FeedEvent | bigint | Error)[]): void {
    this.#said.push(...words);
    this.#wake();
  }

  async *events(): AsyncGenerator<FeedEvent, void, undefined> {
    for (;;) {
      const word = this.#said.shift();
      if (word === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
      else if (word instanceof Error) throw word;
      else if (typeof word === 'bigint') this.options.onPlace?.(word);
      else yield word;
    }
  }
}

/** A browser: locks and channels that its tabs share, and the connections that they made. */
class FakeBrowser {
  readonly feeds: FakeFeed[] = [];
  head = 0n;
  readonly #channels = new Map<string, Set<TabChannel>>();
  readonly #holders = new Map<string, { reject: (error: Error) => void } | undefined>();
  readonly #queue: { name: string; run: () => void; signal: AbortSignal | undefined }[] = [];

  readonly server = {
    changes: (options: ChangesOptions = {}) => {
      const feed = new FakeFeed(options);
      this.feeds.push(feed);
      return feed.events();
    },
    page: () => Promise.resolve({ revision: this.head, items: [], count: undefined, next: undefined }),
  };

  readonly means: TabMeans = {
    channel: (name) => {
      const all = this.#channels.get(name) ?? new Set<TabChannel>();
      this.#channels.set(name, all);
      const channel: TabChannel = {
        onmessage: null,
        postMessage: (data) => {
          for (const other of all) {
            if (other !== channel) queueMicrotask(() => other.onmessage?.({ data } as MessageEvent));
          }
        },
        close: () => {
          channel.onmessage = null;
          all.delete(channel);
        },
      };
      all.add(channel);
      return channel;
    },
    locks: {
      request: ((name: string, options: LockOptions, hold: () => Promise<void>) =>
        new Promise<void>((resolve, reject) => {
          const run = (): void => {
            const holder = { reject };
            this.#holders.set(name, holder);
            void hold().then(() => {
              if (this.#holders.get(name) !== holder) return;
              this.#holders.delete(name);
              resolve();
              this.#next(name);
            });
          };
          if (options.steal === true) this.#holders.get(name)?.reject(new Error('stolen'));
          if (options.steal === true || !this.#holders.has(name)) run();
          else this.#queue.push({ name, run, signal: options.signal });
        })) as unknown as LockManager['request'],
    },
  };

  feed(): FakeFeed {
    const feed = this.feeds.at(-1);
    if (feed === undefined) throw new Error('There is no connection.');
    return feed;
  }

  /** The tab that was opened first hears nothing any more. */
  freezeFirst(): void {
    for (const all of this.#channels.values()) {
      const [first] = all;
      if (first !== undefined) first.onmessage = null;
    }
  }

  #next(name: string): void {
    const at = this.#queue.findIndex((waiting) => waiting.name === name && waiting.signal?.aborted !== true);
    if (at !== -1) this.#queue.splice(at, 1)[0]?.run();
  }
}

/** A tab, and what it was told. */
class Tab {
  readonly told: string[] = [];
  status: LiveStatus | undefined;
  readonly feed: TabFeed;

  constructor(browser: FakeBrowser, means: TabMeans = browser.means) {
    this.feed = new TabFeed(browser.server as never, { name: 'all', prefix: '' }, means, {
      heard: (changes: readonly LiveChange[]) =>
        this.told.push(...changes.map(({ key, revision }) => `${key} ${revision}`)),
      missed: () => this.told.push('missed'),
      stands: (status) => (this.status = status),
    });
    this.feed.begin();
  }
}

const put = (key: string, revision: bigint): FeedEvent => ({ type: 'put', key, revision });
const gone = (): ClientError => new ClientError('HISTORY_GONE', 'gone', { status: 410 });
/** Until what was said is told. */
const told = (): Promise<void> => jest.advanceTimersByTimeAsync(100);

describe('TabFeed', () => {
  let browser: FakeBrowser;
  const tabs: Tab[] = [];
  const open = async (means?: TabMeans): Promise<Tab> => {
    const tab = new Tab(browser, means);
    tabs.push(tab);
    await told();
    return tab;
  };

  beforeEach(() => {
    jest.useFakeTimers();
    browser = new FakeBrowser();
  });

  afterEach(() => {
    for (const tab of tabs.splice(0)) tab.feed.end();
    jest.useRealTimers();
  });

  it('has one connection for all tabs, and each of them is told each change once', async () => {
    const all = [await open(), await open(), await open()];
    browser.feed().say(1n, put('a', 2n), put('b', 2n), 2n);
    await told();
    expect(browser.feeds).toHaveLength(1);
    expect(all.map((tab) => tab.told)).toEqual(Array.from(all, () => ['a 2', 'b 2']));
    expect(all.map((tab) => tab.status?.state)).toEqual(['live', 'live', 'live']);
  });

  it('has a connection a tab where the browser lacks locks', async () => {
    const means = { locks: undefined, channel: undefined };
    await open(means);
    await open(means);
    expect(browser.feeds).toHaveLength(2);
  });

  it('goes on in another tab where that has heard, within a batch too, when the first is closed', async () => {
    const first = await open();
    const second = await open();
    browser.feed().say(1n, put('a', 2n));
    await told();
    first.feed.end();
    await told();
    expect(browser.feed().options.since).toBe(1n);
    browser.feed().say(1n, put('a', 2n), put('b', 2n), 2n);
    await told();
    expect(second.told).toEqual(['a 2', 'b 2']);
  });

  it('takes the lock from a tab that does not answer, and goes on', async () => {
    const frozen = await open();
    const second = await open();
    browser.feed().say(1n);
    await told();
    // Nothing that is sent to it arrives.
    browser.freezeFirst();
    await jest.advanceTimersByTimeAsync(14_000);
    expect(browser.feeds).toHaveLength(2);
    expect(browser.feeds.map((feed) => feed.isOpen)).toEqual([false, true]);
    browser.feed().say(1n, put('a', 2n), 2n);
    await told();
    expect([second.told, frozen.told]).toEqual([['a 2'], []]);
  });

  it('says that something was missed to a tab that comes back to others that went on', async () => {
    await open();
    const second = await open();
    browser.feed().say(1n);
    await told();
    second.feed.end();
    browser.feed().say(put('a', 2n), 2n);
    await told();
    second.feed.begin();
    await told();
    expect(second.told).toEqual(['missed']);
    browser.feed().say(put('b', 3n), 3n);
    await told();
    expect(second.told).toEqual(['missed', 'b 3']);
  });

  it('says so in all tabs where the history is gone, and goes on from now', async () => {
    const all = [await open(), await open()];
    browser.feed().say(1n, gone());
    await told();
    expect(browser.feed().options.since).toBeUndefined();
    browser.feed().say(9n, put('a', 10n), 10n);
    await told();
    expect(all.map((tab) => tab.told)).toEqual([
      ['missed', 'a 10'],
      ['missed', 'a 10'],
    ]);
  });

  it('catches up after a while away, and says since when it was away', async () => {
    const tab = await open();
    browser.feed().say(1n);
    await told();
    const left = Date.now();
    browser.feed().options.onInterruption?.({ reason: new ClientError('UNREACHABLE', 'away'), waitMs: 4_000 });
    expect(tab.status).toEqual({ state: 'interrupted', since: left, retryAt: left + 4_000 });
    await jest.advanceTimersByTimeAsync(4_000);
    browser.head = 3n;
    browser.feed().say(1n, put('a', 2n), 2n);
    browser.feed().options.onPlace?.(1n);
    await told();
    expect(tab.status).toEqual({ state: 'catching-up', since: left });
    browser.feed().say(put('b', 3n), 3n);
    await told();
    expect([tab.status?.state, tab.told]).toEqual(['live', ['a 2', 'b 3']]);
  });

  it('connects anew when the machine has slept, behind what it has heard', async () => {
    const tab = await open();
    browser.feed().say(7n);
    await told();
    jest.setSystemTime(Date.now() + 3_600_000);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(browser.feeds.map(({ isOpen, options }) => [isOpen, options.since])).toEqual([
      [false, undefined],
      [true, 7n],
    ]);
    browser.head = 7n;
    browser.feed().say(7n);
    await told();
    expect(tab.status?.state).toBe('live');
  });

  it('connects at once when asked to, from any tab', async () => {
    await open();
    const second = await open();
    browser.feed().say(1n);
    await told();
    second.feed.retry();
    await told();
    expect(browser.feeds.map((feed) => feed.isOpen)).toEqual([false, true]);
  });
});
