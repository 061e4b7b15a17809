import { type Store } from '@bimetal/bindings';
import { type ChangeChoice } from './changes-request.js';
import { SharedFeed } from './shared-feed.js';

/** The feeds that readers share: one for all who are told the same of a change, whatever prefix they follow. */
export class SharedFeeds {
  readonly #store: Store;
  readonly #heartbeatMs: number;
  /** Those that somebody uses. */
  readonly #used = new Map<string, SharedFeed>();

  constructor(store: Store, heartbeatMs: number) {
    this.#store = store;
    this.#heartbeatMs = heartbeatMs;
  }

  /** The feed for a choice, which is to be used at once. Each change is measured by a filter once, for all who have the same. */
  of({ values, where }: Omit<ChangeChoice, 'prefix'>): SharedFeed {
    const name = `${values} ${where ?? ''}`;
    const feed =
      this.#used.get(name) ??
      new SharedFeed(
        () => this.#store.changeTexts({ values, where }),
        this.#heartbeatMs,
        (isUsed) => (isUsed ? this.#used.set(name, feed) : this.#used.delete(name)),
      );
    return feed;
  }
}
