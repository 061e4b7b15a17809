import { DestroyRef, effect, inject, Injectable, signal, untracked } from '@angular/core';
import { type MadeApiKey } from '@bimetal/contract';
import { Standing } from './standing';

/**
 * The API key that was made last, until the person says that it is kept: nobody can tell it again. It is in memory alone, here and
 * nowhere else, and the browser asks before it takes the page away.
 */
@Injectable({ providedIn: 'root' })
export class MadeKey {
  readonly #made = signal<MadeApiKey | undefined>(undefined);

  readonly made = this.#made.asReadonly();

  constructor() {
    const standing = inject(Standing);
    // Whoever signs out leaves nothing on the screen.
    effect(() => {
      if (standing.absence() === 'left') untracked(() => this.#made.set(undefined));
    });
    const warn = (event: BeforeUnloadEvent): void => {
      if (this.#made() !== undefined) event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    inject(DestroyRef).onDestroy(() => removeEventListener('beforeunload', warn));
  }

  show(made: MadeApiKey): void {
    this.#made.set(made);
  }

  /** The person has it. */
  forget(): void {
    this.#made.set(undefined);
  }
}
