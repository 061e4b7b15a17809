import {
  ApplicationRef,
  Component,
  computed,
  DOCUMENT,
  effect,
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
import { numberText } from '../../locale/numbers';
import { offerActions } from '../commands/actions';
import { Standing } from '../session/standing';
import { BimetalStrip } from '../shell/bimetal-strip';
import { DeletedCard } from './deleted-card';
import { DocumentCard } from './document-card';
import { filterDocuments } from './document-filter';
import { DocumentKeeper } from './document-keeper';
import { DocumentShelf } from './document-shelf';
import { isUnsaved } from './document-state';
import { KeyCard } from './key-card';
import { ListReader } from './list-reader';
import { type OpenDocument } from './open-document';
import { RefusalNote } from '../server/refusal-note';

/** LIMIT: cards on the page at once, and how many more each press of the button brings. A store may have millions of documents. */
const CARDS_STEP = 48;

/** LIMIT: how many documents a filter reads through by itself before it asks whether to go on. */
const SEARCHED_STEP = 20_000;

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
  ],
  templateUrl: './documents-page.html',
  styleUrl: './documents-page.scss',
  host: {
    '(document:visibilitychange)': 'refreshWhenSeen($event)',
  },
})
export class DocumentsPage {
  protected readonly list = inject(ListReader);
  protected readonly standing = inject(Standing);
  readonly #shelf = inject(DocumentShelf);
  protected readonly documents = this.#shelf.documents;
  readonly #keeper = inject(DocumentKeeper);
  readonly #application = inject(ApplicationRef);
  readonly #page = inject(DOCUMENT);
  private readonly addButton = viewChild.required('addButton', { read: ElementRef<HTMLElement> });
  private readonly keyButton = viewChild.required('keyButton', { read: ElementRef<HTMLElement> });
  private readonly filterField = viewChild<string, ElementRef<HTMLInputElement>>('filter', { read: ElementRef });
  private readonly keyCard = viewChild(KeyCard);

  protected readonly query = signal('');

  /** Untracked: a card must not vanish while it is typed in because it no longer holds the searched text. */
  protected readonly found = computed(() => {
    const documents = this.documents();
    const query = this.query();
    return untracked(() => filterDocuments(documents, query));
  });

  protected readonly cardsMax = linkedSignal({ source: this.query, computation: () => CARDS_STEP });
  protected readonly cards = computed(() => this.found().slice(0, this.cardsMax()));
  protected readonly cardsLeft = computed(() => this.found().length - this.cards().length);
  protected readonly hasMore = computed(() => this.cardsLeft() > 0 || (this.list.isRead() && !this.list.isWhole()));

  /** How far the filter reads the list by itself. */
  protected readonly searchedMax = linkedSignal({
    source: this.query,
    computation: () => untracked(this.documents).length + SEARCHED_STEP,
  });
  protected readonly isSearching = computed(
    () =>
      this.query().trim() !== '' &&
      this.found().length < this.cardsMax() &&
      this.documents().length < this.searchedMax() &&
      !this.list.isWhole() &&
      this.list.refusal() === undefined,
  );
  /** What is asked for is not there yet. */
  protected readonly isWaiting = computed(() => this.cardsLeft() === 0 && this.list.isReading());

  protected readonly shownText = computed(() => {
    const read = numberText(this.documents().length);
    if (this.isSearching()) return $localize`:@@list.searching:Searched ${read}:read: documents so far…`;
    if (this.cardsLeft() === 0 && this.query().trim() !== '')
      return $localize`:@@list.searched:Searched the first ${read}:read: documents`;
    const all = this.query().trim() === '' ? this.totalText() : numberText(this.found().length);
    return $localize`:@@list.shown:${numberText(this.cards().length)}:shown: of ${all}:all: shown`;
  });
  protected readonly moreText = computed(() => {
    if (this.cardsLeft() > 0) {
      return $localize`:@@list.more-counted:Show ${Math.min(this.cardsLeft(), CARDS_STEP)}:count: more`;
    }
    return this.query().trim() === '' ? $localize`:@@list.more:Show more` : $localize`:@@list.search-on:Search on`;
  });

  protected readonly counts = computed(() => {
    let stored = 0;
    let unsaved = 0;
    for (const document of this.documents()) {
      const state = document.state();
      if (state.stored !== undefined && state.deleted === undefined) stored += 1;
      if (isUnsaved(state)) unsaved += 1;
    }
    return { stored, unsaved };
  });

  /** How many documents there are, as far as that is known: of a list that was read in part, the server says it. */
  protected readonly totalText = computed(() => {
    const { stored } = this.counts();
    if (this.list.isWhole() || !this.list.isRead()) return numberText(stored);
    const known = numberText(Math.max(this.list.total() ?? 0, stored));
    return this.list.total() === undefined ? $localize`:@@list.or-more:${known}:count: or more` : known;
  });

  protected readonly countText = computed(() => {
    const { unsaved } = this.counts();
    const total = this.totalText();
    const documents =
      total === '1' ? $localize`:@@list.count-one:1 document` : $localize`:@@list.count:${total}:count: documents`;
    const found = numberText(this.found().length);
    const parts = [
      this.query().trim() === '' ? documents : $localize`:@@list.found:${found}:found: of ${documents}:documents:`,
    ];
    if (unsaved > 0) parts.push($localize`:@@list.unsaved:${numberText(unsaved)}:count: not saved`);
    return parts.join(' · ');
  });

  protected readonly canAdd = computed(() => this.standing.mayWrite() && !this.standing.isSignedOut());
  protected readonly isAskingForKey = signal(false);
  protected readonly isEmpty = computed(
    () => this.list.isRead() && this.list.isWhole() && this.documents().length === 0 && !this.isAskingForKey(),
  );
  protected readonly exampleCommand = `curl -H 'content-type: application/json' -d '{"hello":"world"}' ${location.origin}/api/data/greetings/first`;

  constructor() {
    this.#offerActions();
    effect(() => {
      this.standing.visit();
      void untracked(() => this.list.refresh());
    });
    effect(() => {
      if (this.isSearching() && !this.list.isReading()) void this.list.readOn();
    });
  }

  protected addDocument(): void {
    if (!this.canAdd()) return;
    this.#keeper.add().focus = 'title';
    // At once, within the press: the next letter belongs to the title already, and phones open their keyboard only then.
    this.#application.tick();
  }

  protected askForKey(): void {
    if (!this.canAdd()) return;
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
    if (!this.cards().includes(document)) this.#shelf.bringForward(document);
    this.#focus(document, document.state().stored === undefined ? 'title' : 'heading');
  }

  /** Shows more cards; reads more of the list, or searches more of it, where there are none left. */
  protected async showMore(): Promise<void> {
    const shown = this.cards().length;
    if (this.cardsLeft() === 0) {
      this.searchedMax.set(this.documents().length + SEARCHED_STEP);
      await this.list.readOn();
    }
    const next = this.found()[shown];
    if (next === undefined) return;
    this.cardsMax.update((cardsMax) => cardsMax + CARDS_STEP);
    this.#focus(next, 'heading');
  }

  protected focusAdd(): void {
    this.addButton().nativeElement.focus();
  }

  /** Whoever comes back to the page expects what is in the store now. */
  protected refreshWhenSeen(event: Event): void {
    if ((event.target as Document).visibilityState === 'visible') void this.list.refresh();
  }

  #offerActions(): void {
    const group = $localize`:@@view.documents:Documents`;
    const isOn = (): boolean => this.canAdd();
    offerActions([
      {
        name: $localize`:@@documents.add:Add a document`,
        icon: 'add',
        group,
        keys: 'n',
        isOn,
        run: () => this.addDocument(),
      },
      {
        name: $localize`:@@documents.add-key:Add a document under a key`,
        icon: 'key',
        group,
        keys: 'N',
        isOn,
        run: () => this.askForKey(),
      },
      {
        name: $localize`:@@documents.filter:Filter documents`,
        icon: 'search',
        group,
        keys: '/',
        isOn: () => this.filterField() !== undefined,
        run: () => this.filterField()?.nativeElement.focus(),
      },
    ]);
  }

  #focus(document: OpenDocument, part: 'title' | 'heading'): void {
    document.focus = part;
    this.#application.tick();
    // A card that was here already takes no focus by itself.
    if (document.takeFocus() !== undefined) this.#page.getElementById(document.keyId)?.focus();
  }
}
