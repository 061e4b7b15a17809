import { LiveAnnouncer } from '@angular/cdk/a11y';
import { inject, Injectable, untracked } from '@angular/core';
import { Standing } from '../session/standing';
import { DocumentCourier, type Seen } from './document-courier';
import { draftText } from './document-draft';
import { DocumentShelf } from './document-shelf';
import {
  began,
  type DocumentState,
  draftShown,
  forestalled,
  type Found,
  isUnsaved,
  NEW_DOCUMENT,
  outrun,
  refused,
  removed,
  restored,
  saved,
  storedDocument,
  textToSet,
} from './document-state';
import { shortenKey } from './key-parts';
import { type OpenDocument } from './open-document';
import { drawQuickKey } from './quick-key';
import { CHANGED_MEANWHILE, refusalOf } from '../server/refusal';

/**
 * Keeps the documents of the page: adds them, and makes every write. A write is made over what the page shows and nothing else;
 * where the store has something else, nothing is written, and the page shows both.
 */
@Injectable({ providedIn: 'root' })
export class DocumentKeeper {
  readonly #courier = inject(DocumentCourier);
  readonly #shelf = inject(DocumentShelf);
  readonly #standing = inject(Standing);
  readonly #announcer = inject(LiveAnnouncer);

  /** Whether leaving the page would lose something. */
  hasUnsaved(): boolean {
    return untracked(() => this.#shelf.documents().some((document) => isUnsaved(document.state())));
  }

  /** A key that no document has, among those that this page is for. */
  drawKey(): string {
    return drawQuickKey(untracked(this.#standing.prefix)).toString();
  }

  /** Adds a document under a key that is drawn. */
  add(): OpenDocument {
    return this.#shelf.addFirst(this.drawKey(), NEW_DOCUMENT);
  }

  /**
   * The document under this key: the one on the page, or that in the store, which the page may not know of yet, or a new one.
   * Rejects and adds nothing when it is no longer wanted.
   */
  async open(key: string, wanted: AbortSignal): Promise<OpenDocument> {
    const known = this.#shelf.find(key);
    if (known !== undefined) return known;
    const found = await this.#courier.get(key);
    wanted.throwIfAborted();
    this.#shelf.knowNow(key);
    // A list may have brought it meanwhile.
    return this.#shelf.find(key) ?? this.#shelf.addFirst(key, stateOf(found));
  }

  /** Sets the document, over what the page shows of the store. */
  async set(document: OpenDocument): Promise<void> {
    const state = document.state();
    const draft = draftShown(state);
    await this.#write(document, 'saving', textToSet(state), async () => {
      for (let seen = seenIn(state); ;) {
        const text = draftText(draft, seen?.text);
        const outcome = await this.#courier.set(document.key, text, seen);
        if ('revision' in outcome) {
          document.become((next) => saved(next, text, outcome.revision));
          this.#announce(savedText(document));
          return;
        }
        const { found } = outcome;
        if (found === undefined || found.text !== state.edit?.base) {
          this.#giveWay(document, found, (next) => forestalled(next, found));
          return;
        }
        // What the edits began from was gone, and is there again.
        seen = found;
      }
    });
  }

  /** Deletes the document and keeps its place, for Undo. One that was never stored and never typed in just goes. */
  async remove(document: OpenDocument): Promise<void> {
    const { stored, revision, edit } = document.state();
    if (stored === undefined) {
      if (edit === undefined) this.dismiss(document);
      else document.become((state) => removed(state, undefined));
      return;
    }
    await this.#write(document, 'removing', undefined, async () => {
      const outcome = await this.#courier.remove(document.key, { text: stored, revision });
      if ('found' in outcome && outcome.found !== undefined) {
        this.#giveWay(document, outcome.found, (next) => refused(forestalled(next, outcome.found), CHANGED_MEANWHILE));
        return;
      }
      document.become((state) => removed(state, stored));
      this.#announce($localize`:@@keeper.deleted:Deleted ${shortenKey(document.key)}:key:. Undo brings it back.`);
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
      const outcome = await this.#courier.set(document.key, text, undefined);
      const found = 'found' in outcome ? outcome.found : { text, revision: outcome.revision };
      if (found === undefined || found.text === text) {
        document.become((state) => restored(state, text, found?.revision));
        this.#announce($localize`:@@keeper.back:${shortenKey(document.key)}:key: is back`);
      } else this.#giveWay(document, found, (state) => outrun(state, found));
    });
  }

  /** Takes a document off the page; the store is not asked. */
  dismiss(document: OpenDocument): void {
    this.#shelf.takeAway(document);
  }

  async #write(
    document: OpenDocument,
    activity: DocumentState['activity'],
    sent: string | undefined,
    request: () => Promise<void>,
  ): Promise<void> {
    if (document.state().activity !== 'resting') return;
    document.become((state) => began(state, activity));
    this.#shelf.knowBest(document.key);
    try {
      await request();
    } catch (error) {
      const refusal = refusalOf(error, sent);
      document.become((state) => refused(state, refusal));
      this.#announce(`${refusal.title}: ${shortenKey(document.key)}`, 'assertive');
    } finally {
      this.#shelf.knowNow(document.key);
    }
  }

  /** Somebody else was quicker. A Set whose answer was lost looks the same; then the store has what was to be set. */
  #giveWay(document: OpenDocument, found: Found | undefined, next: (state: DocumentState) => DocumentState): void {
    document.become(next);
    const { edit, refusal } = document.state();
    if (edit === undefined && refusal === undefined) this.#announce(savedText(document));
    else this.#announce(forestalledText(document, found), 'assertive');
  }

  #announce(message: string, politeness: 'polite' | 'assertive' = 'polite'): void {
    void this.#announcer.announce(message, politeness);
  }
}

/** What the page shows of the store, which a write is over. */
function seenIn({ stored, revision }: DocumentState): Seen {
  return stored === undefined ? undefined : { text: stored, revision };
}

function savedText({ key }: OpenDocument): string {
  return $localize`:@@keeper.saved:Saved ${shortenKey(key)}:key:`;
}

function forestalledText({ key }: OpenDocument, found: Found | undefined): string {
  return found === undefined
    ? $localize`:@@keeper.deleted-meanwhile:Not done: ${shortenKey(key)}:key: was deleted in the store`
    : $localize`:@@keeper.changed-meanwhile:Not done: ${shortenKey(key)}:key: was changed in the store`;
}

function stateOf(found: Found | undefined): DocumentState {
  return found === undefined ? NEW_DOCUMENT : storedDocument(found.text, found.revision);
}
