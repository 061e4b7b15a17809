import { signal, type Signal, type WritableSignal } from '@angular/core';
import { Key } from '@bimetal/bindings/browser';
import { type DocumentState } from './document-state';

let opened = 0;

/** A document on the page: its key, and a signal of its state. */
export class OpenDocument {
  readonly key: string;
  /** Where the key stands among others. */
  readonly place: Key;
  /** The HTML id of the element that shows its key. Counted and not made from the key, which may hold spaces: a space ends an id. */
  readonly keyId = `key-${(opened += 1)}`;
  /** Whether it was added or asked for here, and so stands before those that the list brought. */
  added: boolean;
  /** The part of its card that takes the focus when the card appears next; once. */
  focus: 'title' | 'heading' | undefined;
  readonly #state: WritableSignal<DocumentState>;

  constructor(key: string, state: DocumentState, added = false) {
    this.key = key;
    this.place = Key.ofStored(key);
    this.added = added;
    this.#state = signal(state);
  }

  get state(): Signal<DocumentState> {
    return this.#state;
  }

  /** What takes the focus now, which it does only once. */
  takeFocus(): OpenDocument['focus'] {
    const { focus } = this;
    this.focus = undefined;
    return focus;
  }

  /** Replaces the state by the one that follows it. */
  become(next: (state: DocumentState) => DocumentState): void {
    this.#state.update(next);
  }
}
