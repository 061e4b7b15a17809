import { jest } from '@jest/globals';
import { type Snapshot, type Store } from '@bimetal/bindings';
import { KeptSnapshots } from './kept-snapshots.js';

/** A store that has nothing but revisions, and snapshots that say whether they are open. */
class Revisions {
  last = 0n;
  readonly open = new Set<Snapshot>();

  readonly store = {
    snapshot: (): Snapshot => {
      return this.#open(this.last, Date.now());
    },
    sharedSnapshot: (revision: bigint): Snapshot | undefined => {
      const found = [...this.#shared].find((snapshot) => snapshot.revision === revision && this.open.has(snapshot));
      return found && this.#open(revision, found.taken);
    },
  } as unknown as Store;

  readonly #shared = new Set<Snapshot>();

  #open(revision: bigint, taken: number): Snapshot {
    const close = (): boolean => this.open.delete(snapshot);
    const share = (): unknown => this.#shared.add(snapshot);
    const snapshot = { revision, taken, close, share } as unknown as Snapshot;
    this.open.add(snapshot);
    return snapshot;
  }
}

describe('a snapshot that is kept', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('is the same for all who ask for its revision, until nobody has asked for a minute', () => {
    const revisions = new Revisions();
    using kept = new KeptSnapshots(revisions.store);
    kept.latest()[Symbol.dispose]();
    revisions.last = 5n;
    for (let asked = 0; asked < 3; asked++) {
      jest.advanceTimersByTime(50_000);
      using borrowed = kept.at(0n);
      expect(borrowed.snapshot.revision).toBe(0n);
    }
    expect(revisions.open.size).toBe(1);
    jest.advanceTimersByTime(60_000);
    expect(revisions.open.size).toBe(0);
    expect(() => kept.at(0n)).toThrow(expect.objectContaining({ code: 'REVISION_GONE' }));
  });

  it('is not kept for ever, however often it is asked for', () => {
    const revisions = new Revisions();
    using kept = new KeptSnapshots(revisions.store);
    kept.latest()[Symbol.dispose]();
    revisions.last = 5n;
    const ask = (): void => {
      for (let minutes = 0; minutes < 12; minutes += 0.5) {
        kept.at(0n)[Symbol.dispose]();
        jest.advanceTimersByTime(30_000);
      }
    };
    expect(ask).toThrow(expect.objectContaining({ code: 'REVISION_GONE' }));
    expect(revisions.open.size).toBe(0);
  });

  it('stays open for who reads it when it is forgotten', () => {
    const revisions = new Revisions();
    using kept = new KeptSnapshots(revisions.store);
    const borrowed = kept.latest();
    jest.advanceTimersByTime(60_000);
    expect(kept.size).toBe(0);
    expect(revisions.open.size).toBe(1);
    borrowed[Symbol.dispose]();
    expect(revisions.open.size).toBe(0);
  });

  it('gives way to a newer one when there are many, the one first that was not asked for longest', () => {
    const revisions = new Revisions();
    using kept = new KeptSnapshots(revisions.store);
    for (; revisions.last < 64n; revisions.last++) kept.latest()[Symbol.dispose]();
    kept.at(0n)[Symbol.dispose]();
    kept.at(64n)[Symbol.dispose]();
    expect([kept.size, revisions.open.size]).toEqual([64, 64]);
    expect(() => kept.at(1n)).toThrow(expect.objectContaining({ code: 'REVISION_GONE' }));
    kept.at(0n)[Symbol.dispose]();
  });

  it('is none of a revision that has not been yet', () => {
    const revisions = new Revisions();
    using kept = new KeptSnapshots(revisions.store);
    expect(() => kept.at(1n)).toThrow(expect.objectContaining({ code: 'PARAMETER_INVALID' }));
    using now = kept.now();
    expect([now.snapshot.revision, kept.size, revisions.open.size]).toEqual([0n, 0, 1]);
  });

  it('is found by other event loops, and kept no longer for that than one alone would', () => {
    const revisions = new Revisions();
    using one = new KeptSnapshots(revisions.store, true);
    using other = new KeptSnapshots(revisions.store, true);
    one.latest()[Symbol.dispose]();
    revisions.last = 5n;
    const ask = (): void => {
      for (let minutes = 0; minutes < 12; minutes += 0.5) {
        const [asked, further] = minutes % 1 === 0 ? [one, other] : [other, one];
        asked.at(0n)[Symbol.dispose]();
        further.at(0n)[Symbol.dispose]();
        jest.advanceTimersByTime(30_000);
      }
    };
    expect(ask).toThrow(expect.objectContaining({ code: 'REVISION_GONE' }));
    jest.advanceTimersByTime(60_000);
    expect(revisions.open.size).toBe(0);
  });
});
