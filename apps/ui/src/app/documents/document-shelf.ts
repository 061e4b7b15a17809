import { effect, inject, Injectable, signal, untracked } from '@angular/core';
import { Standing } from '../session/standing';
import { type DocumentState, isUnsaved } from './document-state';
import { type ListPage } from './list-page';
import { mergePage } from './merge-page';
import { OpenDocument } from './open-document';

/** The documents of the page in their order, and which of them the page knows better than a list does. */
@Injectable({ providedIn: 'root' })
export class DocumentShelf {
  readonly #documents = signal<readonly OpenDocument[]>([]);
  readonly documents = this.#documents.asReadonly();

  /** What happened first, a look or a write here or the question for a list: one number for each, in order. */
  #clock = 0;
  /** When each key was last looked up or written here; for ever in the future while the write is on its way. */
  readonly #knownAt = new Map<string, number>();

  constructor() {
    const standing = inject(Standing);
    // What another could be shown next at this screen goes, and only what is not saved stays.
    effect(() => {
      if (standing.absence() === 'left') untracked(() => this.letGo());
    });
  }

  find(key: string): OpenDocument | undefined {
    return untracked(this.documents).find((document) => document.key === key);
  }

  /** Puts a document before those that a list brought. */
  addFirst(key: string, state: DocumentState): OpenDocument {
    const document = new OpenDocument(key, state, true);
    this.#documents.update((documents) => [document, ...documents]);
    return document;
  }

  /** Moves a document to those that were added here, where it is seen whatever is filtered and however many there are. */
  bringForward(document: OpenDocument): void {
    document.added = true;
    this.#documents.update((documents) => [document, ...documents.filter((other) => other !== document)]);
  }

  takeAway(document: OpenDocument): void {
    this.#documents.update((documents) => documents.filter((other) => other !== document));
  }

  /** Lets go of all documents but those that have something unsaved: the next list is of others. */
  letGo(): void {
    const kept = untracked(this.documents).filter((document) => isKept(document.state()));
    for (const document of kept) document.added = true;
    this.#documents.set(kept);
  }

  /** A list that is asked for from now on knows what is stored now. */
  now(): number {
    return (this.#clock += 1);
  }

  /** Until `knowNow`, no list has a say about this key. */
  knowBest(key: string): void {
    this.#knownAt.set(key, Number.POSITIVE_INFINITY);
  }

  /** Lists that were asked for before have no say about this key. */
  knowNow(key: string): void {
    this.#knownAt.set(key, this.now());
  }

  /** Brings the documents up to a page of the list, which was asked for at `askedAt`. */
  take(page: ListPage, askedAt: number): void {
    const isAhead = (key: string): boolean => (this.#knownAt.get(key) ?? 0) > askedAt;
    this.#documents.update((documents) => mergePage(documents, page, isAhead));
  }
}

/** Whether something of a document would be lost with it, or comes to it yet. */
function isKept(state: DocumentState): boolean {
  const isNew = state.stored === undefined && state.deleted === undefined;
  return isNew || isUnsaved(state) || state.activity !== 'resting';
}
