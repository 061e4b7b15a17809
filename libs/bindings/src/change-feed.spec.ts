import { caught, rejection } from '../test/caught.js';
import { ENGINES } from '../test/engines.js';
import { TempFolder, TempStore } from '../test/temp-store.js';
import { type ChangeFeed, type Changes, type OpenOptions, Store } from './index.js';

function told(changes: Changes): unknown {
  return changes.kind === 'changes'
    ? changes.changes.map(({ key, revision, kind }) => `${kind} ${key} ${revision}`)
    : changes.kind;
}

describe.each(ENGINES)('ChangeFeed (engine %s)', (engine) => {
  it('tells what changes from now on, in order', async () => {
    await using temp = new TempStore({ engine });
    await temp.store.put('testdoc1-1', '1');
    using feed = temp.store.changes();
    expect(told(feed.next())).toBe('empty');
    await temp.store.put('testdoc1-2', '2');
    await temp.store.batch().put('testdoc1-3', '3').remove('testdoc1-1').commit();
    expect(told(feed.next())).toEqual(['put testdoc1-2 2', 'remove testdoc1-1 3', 'put testdoc1-3 3']);
    expect([told(feed.next()), feed.revision]).toEqual(['empty', 3n]);
  });

  it('tells what changed since a revision', async () => {
    await using temp = new TempStore({ engine });
    for (const number of [1, 2, 3]) {
      await temp.store.put(`testdoc1-${number}`, '1');
    }
    using feed = temp.store.changes({ since: 1n });
    expect(told(feed.next(1))).toEqual(['put testdoc1-2 2']);
    expect(told(feed.next(10))).toEqual(['put testdoc1-3 3']);
  });

  it('refuses a revision that does not exist, or is none', async () => {
    await using temp = new TempStore({ engine });
    expect(caught(() => temp.store.changes({ since: 7n }))).toMatchObject({
      code: 'REVISION_INVALID',
      details: { asked: '7', last: '0' },
    });
    for (const since of [-1n, 2n ** 64n, 1 as unknown as bigint]) {
      expect(caught(() => temp.store.changes({ since }))).toMatchObject({ code: 'ARGUMENT_INVALID' });
    }
  });

  it('wakes who waits, once there is something to say', async () => {
    await using temp = new TempStore({ engine });
    using feed = temp.store.changes();
    const waits = [feed.wait(), feed.wait()];
    await temp.store.put('testdoc1-1', '1');
    await Promise.all(waits);
    await feed.wait();
    expect(told(feed.next())).toEqual(['put testdoc1-1 1']);
  });

  it('is followed until it is closed', async () => {
    await using temp = new TempStore({ engine });
    const feed = temp.store.changes();
    const steps: unknown[] = [];
    const following = (async () => {
      for await (const step of feed) {
        steps.push(told(step));
        if (steps.length === 2) {
          // By then the loop waits for the next step.
          setImmediate(() => feed.close());
        }
      }
    })();
    await temp.store.put('testdoc1-1', '1');
    // Until the first is told: both at once would be one step.
    while (steps.length === 0) {
      await new Promise(setImmediate);
    }
    await temp.store.put('testdoc1-2', '2');
    await following;
    expect(steps).toEqual([['put testdoc1-1 1'], ['put testdoc1-2 2']]);
  });

  it('ends a wait when its signal aborts, and goes on after that', async () => {
    await using temp = new TempStore({ engine });
    using feed = temp.store.changes();
    const controller = new AbortController();
    const aborted = rejection(feed.follow({ signal: controller.signal }).next());
    controller.abort();
    expect(await aborted).toMatchObject({ code: 'ABORTED' });
    expect(await rejection(feed.wait(controller.signal))).toMatchObject({ code: 'ABORTED' });
    const waiting = feed.wait();
    await temp.store.put('testdoc1-1', '1');
    await waiting;
    expect(told(feed.next())).toEqual(['put testdoc1-1 1']);
  });

  it('wakes who waits when it closes, and when its store does', async () => {
    const temp = new TempStore({ engine });
    const [closed, orphan] = [temp.store.changes(), temp.store.changes()];
    const ends = [closed.follow().next(), rejection(orphan.follow().next())];
    closed.close();
    await temp[Symbol.asyncDispose]();
    expect(await Promise.all(ends)).toMatchObject([{ done: true }, { code: 'STORE_CLOSED' }]);
  });

  it('is a typed error once closed, and may be closed twice', async () => {
    await using temp = new TempStore({ engine });
    const feed = temp.store.changes();
    feed.close();
    feed.close();
    const uses: ((feed: ChangeFeed) => unknown)[] = [(feed) => feed.next(), (feed) => feed.revision];
    for (const use of uses) {
      expect(caught(() => use(feed))).toMatchObject({ code: 'FEED_CLOSED' });
    }
    expect(await rejection(feed.wait())).toMatchObject({ code: 'FEED_CLOSED' });
  });
});

describe('a change feed of the log engine', () => {
  const open = (path: string, options: OpenOptions = {}): Store => Store.open(path, { engine: 'log', ...options });

  it('goes on where it was after the store was opened again', async () => {
    using folder = new TempFolder();
    {
      await using store = open(folder.path);
      await store.put('testdoc1-1', '1');
      await store.put('testdoc1-2', '2', { ttlMs: 3_600_000 });
      await store.batch().put('testdoc1-3', '3').remove('testdoc1-1').commit();
    }
    await using store = open(folder.path);
    await store.remove('testdoc1-3');
    using feed = store.changes({ since: 1n });
    expect(told(feed.next(1))).toEqual(['put testdoc1-2 2']);
    expect(told(feed.next())).toEqual(['remove testdoc1-1 3', 'put testdoc1-3 3', 'remove testdoc1-3 4']);
    expect([told(feed.next()), feed.revision]).toEqual(['empty', 4n]);
  });

  it('reads from the disk what is no longer in memory, and then follows', async () => {
    using folder = new TempFolder();
    await using store = open(folder.path, { changesMax: 3 });
    await Promise.all(Array.from({ length: 1000 }, (_, number) => store.put(`testdoc1-${number}`, '1')));
    using feed = store.changes({ since: 0n });
    const seen: bigint[] = [];
    for await (const step of feed.follow({ limit: 64 })) {
      if (step.kind === 'changes') {
        seen.push(...step.changes.map(({ revision }) => revision));
      }
      if (step.kind === 'expired' || seen.length === 1001) {
        break;
      }
      if (seen.length === 1000) {
        await store.put('testdoc1-0', '2');
      }
    }
    expect(seen).toEqual(Array.from({ length: 1001 }, (_, number) => BigInt(number + 1)));
  });

  it('begins no earlier than the statistics say', async () => {
    using folder = new TempFolder();
    await using store = open(folder.path);
    await store.put('testdoc1-1', '1');
    expect(store.statistics().changesSince).toBe(0n);
    using feed = store.changes({ since: store.statistics().changesSince });
    expect(told(feed.next())).toEqual(['put testdoc1-1 1']);
  });
});

describe('a change feed of the engine redb', () => {
  it('tells a reader that lags that it has expired, as a value, and for good', async () => {
    await using temp = new TempStore({ engine: 'redb', changesMax: 3 });
    using feed = temp.store.changes();
    for (const number of [1, 2, 3, 4]) {
      await temp.store.put(`testdoc1-${number}`, '1');
    }
    expect([told(feed.next()), told(feed.next())]).toEqual(['expired', 'expired']);
    using late = temp.store.changes({ since: 0n });
    expect(told(late.next())).toBe('expired');
    const steps: unknown[] = [];
    for await (const step of late) {
      steps.push(told(step));
    }
    expect(steps).toEqual(['expired']);
  });

  it('expires when the store is opened again, as it says', async () => {
    using folder = new TempFolder();
    {
      await using store = Store.open(folder.path, { engine: 'redb' });
      await store.put('testdoc1-1', '1');
    }
    await using store = Store.open(folder.path);
    using feed = store.changes({ since: 0n });
    expect([told(feed.next()), store.statistics().changesSince]).toEqual(['expired', 1n]);
  });
});
