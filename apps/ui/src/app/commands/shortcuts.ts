import { DOCUMENT, inject, Injectable } from '@angular/core';
import { type Action, isOn } from './action';
import { Actions } from './actions';
import { CommandDialogs } from './command-dialogs';
import { SingleKeys } from './single-keys';

/** Kinds of input that letters are not typed into. */
const NO_TEXT = new Set(['button', 'checkbox', 'color', 'file', 'radio', 'range', 'reset', 'submit']);

/**
 * Does what keys stand for: Ctrl+K or Cmd+K opens the palette, and single keys do the actions that name them. Never while a person types,
 * nor over a dialog.
 */
@Injectable({ providedIn: 'root' })
export class Shortcuts {
  readonly #actions = inject(Actions);
  readonly #dialogs = inject(CommandDialogs);
  readonly #page = inject(DOCUMENT);
  readonly #singleKeys = inject(SingleKeys);
  /** The first of two keys, once it is pressed. */
  #begun = '';

  /** Listens to the whole page, until the signal. */
  listen(signal?: AbortSignal): void {
    const options = signal === undefined ? {} : { signal };
    this.#page.addEventListener('keydown', (event) => this.#take(event), options);
    // Whoever goes elsewhere meanwhile has left it at the first key.
    this.#page.addEventListener('focusin', () => (this.#begun = ''), options);
  }

  #take(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.repeat || this.#hasDialog()) return;
    if (isPaletteKey(event)) {
      event.preventDefault();
      this.#dialogs.openPalette();
      return;
    }
    if (!this.#singleKeys.areOn() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    // A key that only changes others, as the one that a question mark takes, is not one of two.
    if (event.key.length !== 1) return;
    const action = this.#actionOf(this.#begun === '' ? event.key : `${this.#begun} ${event.key}`);
    this.#begun = action === undefined && this.#begun === '' && this.#begins(event.key) ? event.key : '';
    if (action === undefined) return;
    event.preventDefault();
    action.run();
  }

  #actionOf(keys: string): Action | undefined {
    return this.#actions.all().findLast((action) => action.keys === keys && isOn(action));
  }

  #begins(key: string): boolean {
    return this.#actions.all().some(({ keys }) => keys?.startsWith(`${key} `));
  }

  #hasDialog(): boolean {
    return this.#page.querySelector('[aria-modal="true"], dialog[open]') !== null;
  }
}

function isPaletteKey({ altKey, ctrlKey, key, metaKey, shiftKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'k' && ctrlKey !== metaKey && !altKey && !shiftKey;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !NO_TEXT.has(target.type);
  return target.isContentEditable || target.matches('textarea, select, [contenteditable], [role=textbox]');
}
