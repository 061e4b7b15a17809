import {
  ApplicationRef,
  Component,
  computed,
  DOCUMENT,
  ElementRef,
  inject,
  linkedSignal,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { BimetalStrip } from '../shell/bimetal-strip';
import { TopBar } from '../shell/top-bar';
import { DeletedCard } from './deleted-card';
import { DocumentCard } from './document-card';
import { filterDocuments } from './document-filter';
import { DocumentKeeper } from './document-keeper';
import { isUnsaved } from './document-state';
import { KeyCard } from './key-card';
import { type OpenDocument } from './open-document';
import { RefusalNote } from './refusal-note';

/** LIMIT: cards on the page at once, and how many more each press of the button brings. A store may have millions of documents. */
const CARDS_STEP = 48;

/** All documents of the store, as cards. */
@Component({
  selector: 'app-documents-page',
  imports: [
    BimetalStrip,
    DeletedCard,
    DocumentCard,
    KeyCard,
    MatButton,
    MatIcon,
    MatIconButton,
    MatProgressBar,
    RefusalNote,
    TopBar,
  ],
  templateUrl: './documents-page.html',
  styleUrl: './documents-page.scss',
  host: {
    '(window:beforeunload)': 'warnOfUnsaved($event)',
    '(document:visibilitychange)': 'refreshWhenSeen($event)',
  },
})
export class DocumentsPage {
  protected readonly keeper = inject(DocumentKeeper);
  readonly #application = inject(ApplicationRef);
  readonly #page = inject(DOCUMENT);
  private readonly addButton = viewChild.required('addButton', { read: ElementRef<HTMLElement> });
  private readonly keyButton = viewChild.required('keyButton', { read: ElementRef<HTMLElement> });
  private readonly keyCard = viewChild(KeyCard);

  protected readonly query = signal('');

  /** Untracked: a card must not vanish while it is typed in because it no longer holds the searched text. */
  protected readonly found = computed(() => {
    const documents = this.keeper.documents();
    const query = this.query();
    return untracked(() => filterDocuments(documents, query));
  });

  protected readonly cardsMax = linkedSignal({ source: this.query, computation: () => CARDS_STEP });
  protected readonly cards = computed(() => this.found().slice(0, this.cardsMax()));
  protected readonly cardsLeft = computed(() => this.found().length - this.cards().length);
  protected readonly step = computed(() => Math.min(this.cardsLeft(), CARDS_STEP));

  protected readonly counts = computed(() => {
    let stored = 0;
    let unsaved = 0;
    for (const document of this.keeper.documents()) {
      const state = document.state();
      if (state.stored !== undefined && state.deleted === undefined) stored += 1;
      if (isUnsaved(state)) unsaved += 1;
    }
    return { stored, unsaved };
  });

  protected readonly countText = computed(() => {
    const { stored, unsaved } = this.counts();
    const documents = `${stored.toLocaleString('en')} ${stored === 1 ? 'document' : 'documents'}`;
    const parts = [
      this.query().trim() === '' ? documents : `${this.found().length.toLocaleString('en')} of ${documents}`,
    ];
    if (unsaved > 0) parts.push(`${unsaved} not saved`);
    return parts.join(' · ');
  });

  protected readonly isAskingForKey = signal(false);
  protected readonly isEmpty = computed(
    () => this.keeper.isListed() && this.keeper.documents().length === 0 && !this.isAskingForKey(),
  );
  protected readonly exampleCommand = `curl -H 'content-type: application/json' -d '{"hello":"world"}' ${location.origin}/api/data/greetings/first`;

  protected addDocument(): void {
    this.keeper.add().focus = 'title';
    // At once, within the press: the next letter belongs to the title already, and phones open their keyboard only then.
    this.#application.tick();
  }

  protected askForKey(): void {
    this.isAskingForKey.set(true);
    this.#application.tick();
    this.keyCard()?.focus();
  }

  protected cancelKey(): void {
    this.isAskingForKey.set(false);
    this.keyButton().nativeElement.focus();
  }

  /** Brings the focus to a document that was asked for: into the title of a new one, and not into the words of one that is there. */
  protected show(document: OpenDocument): void {
    this.isAskingForKey.set(false);
    if (!this.cards().includes(document)) this.keeper.bringForward(document);
    document.focus = document.state().stored === undefined ? 'title' : 'heading';
    this.#application.tick();
    // A card that was here already takes no focus by itself.
    if (document.takeFocus() !== undefined) this.#page.getElementById(document.keyId)?.focus();
  }

  protected showMore(): void {
    const next = this.found()[this.cards().length];
    if (next !== undefined) next.focus = 'heading';
    this.cardsMax.update((cardsMax) => cardsMax + CARDS_STEP);
  }

  protected focusAdd(): void {
    this.addButton().nativeElement.focus();
  }

  protected warnOfUnsaved(event: BeforeUnloadEvent): void {
    if (this.keeper.hasUnsaved()) event.preventDefault();
  }

  /** Whoever comes back to the page expects what is in the store now. */
  protected refreshWhenSeen(event: Event): void {
    if ((event.target as Document).visibilityState === 'visible') this.keeper.refresh();
  }
}
