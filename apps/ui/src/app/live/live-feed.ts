import { computed, DestroyRef, effect, inject, Injectable, InjectionToken, signal, untracked } from '@angular/core';
import { SERVER } from '../server/server';
import { Standing } from '../session/standing';
import { type LiveChange, type LiveState, type LiveStatus } from './live-status';
import { TabFeed } from './tab-feed';
import { tabMeans, type TabMeans } from './tab-means';

export { type LiveChange, type LiveState, type LiveStatus } from './live-status';

/** What somebody who shows documents hears of. */
export interface LiveListener {
  /** Changes, in the order of their revisions. */
  change(change: LiveChange): void;
  /** Changes were missed: what is shown is to be read again. */
  missed(): void;
}

export const TAB_MEANS = new InjectionToken<TabMeans>('TAB_MEANS', { factory: tabMeans });

/** The changes of the store as they come, for all that is shown: one connection for all tabs of the browser. */
@Injectable({ providedIn: 'root' })
export class LiveFeed {
  readonly #listeners = new Set<LiveListener>();
  readonly #status = signal<LiveStatus>({ state: 'connecting', since: Date.now() });
  readonly #place = signal<bigint | undefined>(undefined);
  #feed: TabFeed | undefined;

  readonly status = this.#status.asReadonly();
  readonly state = computed<LiveState>(() => this.#status().state);
  /** The revision up to which all is told; undefined before the first. */
  readonly place = this.#place.asReadonly();

  constructor() {
    const server = inject(SERVER);
    const means = inject(TAB_MEANS);
    const standing = inject(Standing);
    /** Of whom and of what: the same session said again is no reason to begin anew. */
    const of = computed(
      () => {
        const session = standing.session();
        if (session === undefined || !standing.mayRead()) return undefined;
        const prefix = standing.prefix();
        return { name: `${session.key?.id ?? ''} ${prefix}`, prefix };
      },
      { equal: (one, other) => one?.name === other?.name },
    );
    let name: string | undefined;
    let frozen: TabFeed | undefined;
    effect((onCleanup) => {
      const subject = of();
      if (subject === undefined) return;
      untracked(() => {
        // The same person who signs in again is told what came meanwhile.
        if (name !== subject.name || this.#feed === undefined) {
          name = subject.name;
          this.#place.set(undefined);
          this.#feed = this.#open(server, subject, means);
        }
        this.#feed.begin();
      });
      const feed = this.#feed;
      onCleanup(() => feed?.end());
    });
    const freeze = (): void => {
      frozen = untracked(of) === undefined ? undefined : this.#feed;
      frozen?.end();
    };
    const thaw = (): void => {
      if (frozen !== undefined && frozen === this.#feed) frozen.begin();
      frozen = undefined;
    };
    const lifecycle = [
      [document, 'freeze', freeze],
      [document, 'resume', thaw],
      [window, 'pagehide', freeze],
      [window, 'pageshow', thaw],
    ] as const;
    for (const [target, type, act] of lifecycle) target.addEventListener(type, act);
    inject(DestroyRef).onDestroy(() => {
      for (const [target, type, act] of lifecycle) target.removeEventListener(type, act);
    });
  }

  /** Tells a listener what comes from now on, until what this gives is called. */
  listen(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Connects now instead of at the next attempt. */
  retry(): void {
    this.#feed?.retry();
  }

  #open(
    server: ConstructorParameters<typeof TabFeed>[0],
    of: { name: string; prefix: string },
    means: TabMeans,
  ): TabFeed {
    return new TabFeed(server, of, means, {
      heard: (changes, place) => {
        this.#place.set(place);
        for (const change of changes) for (const listener of this.#listeners) listener.change(change);
      },
      missed: () => {
        for (const listener of this.#listeners) listener.missed();
      },
      stands: (status) => this.#status.set(status),
    });
  }
}
