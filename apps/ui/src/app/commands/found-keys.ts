import { effect, inject, Injectable, signal, type Signal } from '@angular/core';
import { SERVER } from '../server/server';

/** How many documents the palette offers. */
const OFFERED = 7;

/** A part that hardly a value has: keys alone are wanted. */
const NO_VALUE = ['/-'];

/** Time for the next letter, so that not every one of a word is asked for. */
const PAUSE_MS = 120;

/** The keys of the first documents that begin as typed. */
@Injectable()
export class FoundKeys {
  readonly #server = inject(SERVER);
  readonly #keys = signal<readonly string[]>([]);

  readonly keys = this.#keys.asReadonly();

  /** Follows what is typed, for as long as what it was made in is there. */
  follow(typed: Signal<string>): void {
    effect((onCleanup) => {
      const prefix = typed();
      const leaving = new AbortController();
      const timer = setTimeout(() => void this.#look(prefix, leaving.signal), PAUSE_MS);
      onCleanup(() => {
        clearTimeout(timer);
        leaving.abort();
      });
    });
  }

  /** A server that does not answer offers none: the rest of the palette is there all the same. */
  async #look(prefix: string, signal: AbortSignal): Promise<void> {
    if (prefix === '') {
      this.#keys.set([]);
      return;
    }
    try {
      const { items } = await this.#server.page({ prefix, limit: OFFERED, fields: NO_VALUE, signal });
      this.#keys.set(items.map(({ key }) => key));
    } catch {
      if (!signal.aborted) this.#keys.set([]);
    }
  }
}
