import { LiveAnnouncer } from '@angular/cdk/a11y';
import { httpResource } from '@angular/common/http';
import { effect, inject, Injectable, signal, untracked } from '@angular/core';
import { paths } from '@bimetal/contract';
import { DocumentCourier } from './document-courier';
import { draftText } from './document-draft';
import { type ListedDocument, readListing } from './document-listing';
import {
  began,
  type DocumentState,
  draftShown,
  forestalled,
  isUnsaved,
  NEW_DOCUMENT,
  refused,
  removed,
  restored,
  saved,
  storedDocument,
} from './document-state';
import { shortenKey } from './key-parts';
import { mergeListing } from './merge-listing';
import { OpenDocument } from './open-document';
import { drawQuickKey } from './quick-key';
import { type Refusal, refusalOf, UNREACHABLE } from './refusal';

/** How long to wait before asking a server that gave no answer again. */
const RETRY_MS = 5_000;

/** Keeps the documents of the page: lists them, and makes every write, so that a list never undoes what was typed or written. */
@Injectable({ providedIn: 'root' })
export class DocumentKeeper {
  readonly #courier = inject(DocumentCourier);
  readonly #announcer = inject(LiveAnnouncer);

  readonly #list = httpResource.text(() => paths.documents, { parse: readListing });
  readonly #documents = signal<readonly OpenDocument[]>([]);
  readonly #isListed = signal(false);
  readonly #listRefusal = signal<Refusal | undefined>(undefined);

  /** What happened first, a look or a write here or the question for the list: one number for each, in order. */
  #clock = 0;
  #listAskedAt = 0;
  /** When each key was last looked up or written here; for ever in the future while the write is on its way. */
  readonly #knownAt = new Map<string, number>();

  readonly documents = this.#documents.asReadonly();
  readonly isListing = this.#list.isLoading;
  /** Whether a list has ever arrived. */
  readonly isListed = this.#isListed.asReadonly();
  /** Why the list is not up to date; stays until the next list arrives, also while it is being asked for again. */
  readonly listRefusal = this.#listRefusal.asReadonly();

  constructor() {
    effect((onCleanup) => {
      const status = this.#list.status();
      if (status === 'resolved') {
        const listing = this.#list.value();
        untracked(() => this.#takeListing(listing ?? []));
      } else if (status === 'error') {
        const refusal = refusalOf(this.#list.error());
        this.#listRefusal.set(refusal);
        if (refusal.code !== UNREACHABLE.code) return;
        const retry = setTimeout(() => this.refresh(), RETRY_MS);
        onCleanup(() => clearTimeout(retry));
      }
    });
  }

  refresh(): void {
    if (this.#list.reload()) this.#listAskedAt = ++this.#clock;
  }

  /** Whether leaving the page would lose something. */
  hasUnsaved(): boolean {
    return untracked(() => this.#documents().some((document) => isUnsaved(document.state())));
  }

  /** Adds a document under a key that is drawn. */
  add(): OpenDocument {
    return this.#addFirst(drawQuickKey().toString(), NEW_DOCUMENT);
  }

  /**
   * The document under this key: the one on the page, or that in the store, which the page may not know of yet, or a new one.
   * Rejects and adds nothing when it is no longer wanted.
   */
  async open(key: string, wanted: AbortSignal): Promise<OpenDocument> {
    const known = this.#find(key);
    if (known !== undefined) return known;
    const text = await this.#courier.get(key);
    wanted.throwIfAborted();
    this.#knownAt.set(key, ++this.#clock);
    // A list may have brought it meanwhile.
    return this.#find(key) ?? this.#addFirst(key, text === undefined ? NEW_DOCUMENT : storedDocument(text));
  }

  /** Moves a document to those that were added here, where it is seen whatever is filtered and however many there are. */
  bringForward(document: OpenDocument): void {
    document.added = true;
    this.#documents.update((documents) => [document, ...documents.filter((other) => other !== document)]);
  }

  /** Sets the document. One that is new to the page replaces nothing that somebody else has set under its key. */
  async set(document: OpenDocument): Promise<void> {
    const text = draftText(draftShown(document.state()));
    await this.#write(document, 'saving', text, async () => {
      const { key } = document;
      const isNew = document.state().stored === undefined;
      const revision = await (isNew ? this.#courier.create(key, text) : this.#courier.set(key, text));
      if (revision === undefined) {
        const theirs = await this.#courier.get(key);
        document.become((state) => forestalled(state, theirs));
        this.#announce(`Not saved: ${shortenKey(key)} is in the store already`, 'assertive');
        return;
      }
      document.become((state) => saved(state, text, revision));
      this.#announce(`Saved ${shortenKey(key)}`);
    });
  }

  /** Deletes the document and keeps its place, for Undo. One that was never stored and never typed in just goes. */
  async remove(document: OpenDocument): Promise<void> {
    const { stored, edit } = document.state();
    if (stored === undefined) {
      if (edit === undefined) this.dismiss(document);
      else document.become((state) => removed(state, undefined));
      return;
    }
    await this.#write(document, 'removing', undefined, async () => {
      // What the store holds now may be newer than what the page shows, and Undo must bring back exactly that.
      const text = (await this.#courier.get(document.key)) ?? stored;
      await this.#courier.remove(document.key);
      document.become((state) => removed(state, text));
      this.#announce(`Deleted ${shortenKey(document.key)}. Undo brings it back.`);
    });
  }

  /** Takes a Delete back: the text, and the edits there were. */
  async restore(document: OpenDocument): Promise<void> {
    const text = document.state().deleted?.text;
    if (text === undefined) {
      document.become((state) => restored(state, undefined, undefined));
      return;
    }
    await this.#write(document, 'restoring', text, async () => {
      const revision = await this.#courier.set(document.key, text);
      document.become((state) => restored(state, text, revision));
      this.#announce(`${shortenKey(document.key)} is back`);
    });
  }

  /** Takes a document off the page; the store is not asked. */
  dismiss(document: OpenDocument): void {
    this.#documents.update((documents) => documents.filter((other) => other !== document));
  }

  #find(key: string): OpenDocument | undefined {
    return untracked(this.documents).find((document) => document.key === key);
  }

  #addFirst(key: string, state: DocumentState): OpenDocument {
    const document = new OpenDocument(key, state, true);
    this.#documents.update((documents) => [document, ...documents]);
    return document;
  }

  async #write(
    document: OpenDocument,
    activity: DocumentState['activity'],
    sent: string | undefined,
    request: () => Promise<void>,
  ): Promise<void> {
    if (document.state().activity !== 'resting') return;
    document.become((state) => began(state, activity));
    this.#knownAt.set(document.key, Number.POSITIVE_INFINITY);
    try {
      await request();
    } catch (error) {
      const refusal = refusalOf(error, sent);
      document.become((state) => refused(state, refusal));
      this.#announce(`${refusal.title}: ${shortenKey(document.key)}`, 'assertive');
    } finally {
      this.#knownAt.set(document.key, ++this.#clock);
    }
  }

  #takeListing(listing: readonly ListedDocument[]): void {
    const isAhead = (key: string): boolean => (this.#knownAt.get(key) ?? 0) > this.#listAskedAt;
    this.#documents.update((documents) => mergeListing(documents, listing, isAhead));
    this.#isListed.set(true);
    this.#listRefusal.set(undefined);
  }

  #announce(message: string, politeness: 'polite' | 'assertive' = 'polite'): void {
    void this.#announcer.announce(message, politeness);
  }
}
