import { DestroyRef, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { ClientError } from '@bimetal/client';
import { SERVER } from '../server/server';
import { Standing } from '../session/standing';

/** A change as it comes: of which document, and not of what it holds. Who shows the document reads it. */
export interface LiveChange {
  readonly key: string;
  readonly revision: bigint;
  readonly kind: 'put' | 'remove';
}

/** What somebody who shows documents hears of. */
export interface LiveListener {
  /** Changes, in the order of their revisions. */
  change(change: LiveChange): void;
  /** Changes were missed: what is shown is to be read again. */
  missed(): void;
}

/** How the page hears of changes: not yet, as they come, or not at the moment. */
export type LiveState = 'connecting' | 'live' | 'interrupted';

/** The changes of the store as they come, for all that is shown. */
@Injectable({ providedIn: 'root' })
export class LiveFeed {
  readonly #server = inject(SERVER);
  readonly #listeners = new Set<LiveListener>();
  readonly #state = signal<LiveState>('connecting');

  readonly state = this.#state.asReadonly();

  constructor() {
    const standing = inject(Standing);
    const destroyed = new AbortController();
    inject(DestroyRef).onDestroy(() => destroyed.abort());
    effect((onCleanup) => {
      if (standing.session() === undefined || !standing.mayRead()) return;
      const prefix = standing.prefix();
      const ended = new AbortController();
      onCleanup(() => ended.abort());
      void untracked(() => this.#follow(prefix, AbortSignal.any([ended.signal, destroyed.signal])));
    });
  }

  /** Tells a listener what comes from now on, until what this gives is called. */
  listen(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #follow(prefix: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#state.set('connecting');
      try {
        const onInterruption = (): void => this.#state.set('interrupted');
        const changes = this.#server.changes({ prefix: prefix || undefined, values: false, signal, onInterruption });
        for await (const event of changes) {
          this.#state.set('live');
          if (event.type !== 'put' && event.type !== 'remove') continue;
          const { key, revision, type: kind } = event;
          for (const listener of this.#listeners) listener.change({ key, revision, kind });
        }
      } catch (error) {
        if (signal.aborted) return;
        this.#state.set('interrupted');
        if (!(error instanceof ClientError) || error.code !== 'HISTORY_GONE') return;
        for (const listener of this.#listeners) listener.missed();
      }
    }
  }
}
