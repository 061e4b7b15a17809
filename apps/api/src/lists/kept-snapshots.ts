import { type Revision, type Snapshot, type Store } from '@bimetal/bindings';
import { RequestError } from '../problem/request-error.js';

/** LIMIT: snapshots that an event loop keeps at once. Each keeps the engine from giving back what it shows. */
const SNAPSHOTS_MAX = 64;

/** LIMIT: how long one is kept that nobody asks for, and how long at the most. */
const IDLE_MS_MAX = 60_000;
const AGE_MS_MAX = 600_000;

/** A snapshot for as long as a request needs it. */
export interface Borrowed extends Disposable {
  readonly snapshot: Snapshot;
}

interface Kept {
  readonly snapshot: Snapshot;
  readonly until: number;
  users: number;
  isKept: boolean;
  idle: NodeJS.Timeout;
}

/**
 * Keeps snapshots for lists whose pages are to show one revision. With several event loops each keeps those that it is asked for,
 * and finds those of the others.
 */
export class KeptSnapshots implements Disposable {
  readonly #store: Store;
  readonly #shares: boolean;
  /** The one that was asked for longest ago comes first. */
  readonly #kept = new Map<Revision, Kept>();

  constructor(store: Store, shares = false) {
    this.#store = store;
    this.#shares = shares;
  }

  /** How many are kept. */
  get size(): number {
    return this.#kept.size;
  }

  /** The store as of now, for one request. */
  now(): Borrowed {
    const snapshot = this.#store.snapshot();
    return { snapshot, [Symbol.dispose]: () => snapshot.close() };
  }

  /** The store as of now, and kept for later requests. */
  latest(): Borrowed {
    const snapshot = this.#store.snapshot();
    const { revision } = snapshot;
    const kept = this.#kept.get(revision) ?? this.#keepShared(revision);
    if (kept === undefined) return this.#borrow(this.#keep(snapshot));
    snapshot.close();
    return this.#borrow(kept);
  }

  /** The store as of a revision: one that is kept, or the one of now, which is kept from now on. Throws REVISION_GONE. */
  at(revision: Revision): Borrowed {
    const kept = this.#kept.get(revision) ?? this.#keepShared(revision);
    if (kept !== undefined) return this.#borrow(kept);
    const snapshot = this.#store.snapshot();
    if (snapshot.revision === revision) return this.#borrow(this.#keep(snapshot));
    snapshot.close();
    if (snapshot.revision < revision) {
      const message = `revision ${revision} has not been yet, the last one is ${snapshot.revision}: ask for latest`;
      throw new RequestError('PARAMETER_INVALID', message);
    }
    throw new RequestError('REVISION_GONE', `revision ${revision} is no longer kept: begin again with revision=latest`);
  }

  /** Lets go of all that nobody reads just now; those go when they have been read. */
  [Symbol.dispose](): void {
    for (const kept of this.#kept.values()) this.#forget(kept);
  }

  /** What another event loop keeps of a revision, for as long as that one may. */
  #keepShared(revision: Revision): Kept | undefined {
    const snapshot = this.#shares ? this.#store.sharedSnapshot(revision) : undefined;
    if (snapshot === undefined) return undefined;
    const until = snapshot.taken + AGE_MS_MAX;
    if (Date.now() < until) return this.#keep(snapshot, until);
    snapshot.close();
    return undefined;
  }

  #keep(snapshot: Snapshot, until = Date.now() + AGE_MS_MAX): Kept {
    for (const oldest of this.#kept.values()) {
      if (this.#kept.size < SNAPSHOTS_MAX) break;
      this.#forget(oldest);
    }
    const idle = setTimeout(() => this.#forget(kept), IDLE_MS_MAX).unref();
    const kept: Kept = { snapshot, until, users: 0, isKept: true, idle };
    this.#kept.set(snapshot.revision, kept);
    if (this.#shares) snapshot.share();
    return kept;
  }

  #borrow(kept: Kept): Borrowed {
    const { snapshot } = kept;
    // It goes to the end of the line. What has become too old may be read once more, and is not kept any longer for that.
    this.#kept.delete(snapshot.revision);
    this.#kept.set(snapshot.revision, kept);
    if (Date.now() < kept.until) kept.idle.refresh();
    kept.users++;
    return {
      snapshot,
      [Symbol.dispose]: () => {
        kept.users--;
        if (!kept.isKept && kept.users === 0) snapshot.close();
      },
    };
  }

  #forget(kept: Kept): void {
    clearTimeout(kept.idle);
    kept.isKept = false;
    this.#kept.delete(kept.snapshot.revision);
    if (kept.users === 0) kept.snapshot.close();
  }
}
