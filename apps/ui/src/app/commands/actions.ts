import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { type Action } from './action';

/** All that can be done now: what the shell offers everywhere, and what the view that is shown adds. */
@Injectable({ providedIn: 'root' })
export class Actions {
  readonly #all = signal<readonly Action[]>([]);

  readonly all = this.#all.asReadonly();

  /** Offers actions until the function that comes back is called. */
  offer(actions: readonly Action[]): () => void {
    const held = new Set(actions);
    this.#all.update((all) => [...all, ...actions]);
    return () => this.#all.update((all) => all.filter((action) => !held.has(action)));
  }
}

/** Offers what a view can do for as long as it is shown. To be called where `inject` may be, in a constructor. */
export function offerActions(actions: readonly Action[]): void {
  inject(DestroyRef).onDestroy(inject(Actions).offer(actions));
}
