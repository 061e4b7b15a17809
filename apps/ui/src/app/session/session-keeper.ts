import { effect, inject, Injectable, untracked } from '@angular/core';
import { SERVER } from '../server/server';
import { Standing } from './standing';

/** LIMIT: what a timer of a browser can wait. A session that lasts longer is looked at again then. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** How soon a server is asked again whose clock is behind that of the browser. */
const AGAIN_MS = 1_000;

/** Begins and ends the session of this browser, and notices when it has ended. */
@Injectable({ providedIn: 'root' })
export class SessionKeeper {
  readonly #server = inject(SERVER);
  readonly #standing = inject(Standing);

  constructor() {
    effect((onCleanup) => {
      const { expires } = this.#standing.session() ?? {};
      if (expires === undefined) return;
      const waitMs = Math.max(AGAIN_MS, Date.parse(expires) - Date.now());
      const timer = setTimeout(() => void this.#look(), Math.min(waitMs, TIMER_MS_MAX));
      onCleanup(() => clearTimeout(timer));
    });
  }

  /** Asks the server who this is, unless it has said so. Rejects where it needs a key. */
  async know(): Promise<void> {
    if (untracked(this.#standing.session) === undefined) this.#standing.take(await this.#server.session());
  }

  async signIn(key: string): Promise<void> {
    this.#standing.take(await this.#server.beginSession(key));
  }

  async signOut(): Promise<void> {
    await this.#server.endSession();
    this.#standing.leave();
  }

  /** That there is none any more is noticed where all refusals are; a server that is away says nothing of it. */
  async #look(): Promise<void> {
    await this.#server.session().then(
      (session) => this.#standing.take(session),
      () => undefined,
    );
  }
}
