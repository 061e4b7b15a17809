import {
  afterNextRender,
  Component,
  computed,
  type ElementRef,
  inject,
  input,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCard } from '@angular/material/card';
import { MatIcon } from '@angular/material/icon';
import { Standing } from '../session/standing';
import { BimetalStrip } from '../shell/bimetal-strip';
import { compareTexts } from './compared-texts';
import { type QuickDraft } from './document-draft';
import { DocumentKeeper } from './document-keeper';
import { broughtBack, conflictOf, draftShown, edited, textToSet, tookStored } from './document-state';
import { JsonField } from './json-field';
import { isLongKey } from './key-parts';
import { KeyText } from './key-text';
import { shownIn, typedOver } from './line-ends';
import { type OpenDocument } from './open-document';
import { RefusalNote } from '../server/refusal-note';
import { TextArea } from './text-area';

/** How much of each version a conflict shows: enough to tell one from the other. */
const COMPARED_CHARS_MAX = 2_000;

/** One document: its key, what may be edited, and how it stands with the store. */
@Component({
  selector: 'app-document-card',
  imports: [BimetalStrip, JsonField, KeyText, MatButton, MatCard, MatIcon, RefusalNote, TextArea],
  templateUrl: './document-card.html',
  styleUrl: './document-card.scss',
})
export class DocumentCard {
  readonly document = input.required<OpenDocument>();

  readonly #keeper = inject(DocumentKeeper);
  readonly #mayWrite = inject(Standing).mayWrite;
  private readonly titleField = viewChild<ElementRef<HTMLInputElement>>('titleField');
  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');

  protected readonly state = computed(() => this.document().state());
  protected readonly draft = computed(() => draftShown(this.state()));
  protected readonly titleShown = computed(() => {
    const draft = this.draft();
    return draft.kind === 'quick' ? shownIn('input', draft.title) : '';
  });
  protected readonly conflict = computed(() => conflictOf(this.state()));
  protected readonly compared = computed(() =>
    compareTexts(textToSet(this.state()), this.state().stored ?? '', COMPARED_CHARS_MAX),
  );
  protected readonly keyId = computed(() => this.document().keyId);
  protected readonly titleId = computed(() => `${this.keyId()}-title`);
  protected readonly descriptionId = computed(() => `${this.keyId()}-description`);
  protected readonly isKeyLong = computed(() => isLongKey(this.document().key));
  /** In full where it matters by itself: who decides between two versions has to know of which document. */
  protected readonly isKeyWhole = linkedSignal(() => this.conflict() !== undefined);

  protected readonly isNew = computed(() => this.state().stored === undefined && this.conflict() === undefined);
  protected readonly isBusy = computed(() => this.state().activity !== 'resting');
  protected readonly canDelete = computed(() => !this.isBusy() && this.#mayWrite());
  protected readonly canSet = computed(() => this.canDelete() && (this.isNew() || this.state().edit !== undefined));
  protected readonly isTitleMissing = signal(false);

  protected readonly strip = computed(() => {
    const { activity, edit, refusal, stored } = this.state();
    if (activity !== 'resting') return 'glowing';
    if (refusal !== undefined) return 'failed';
    return edit !== undefined || stored === undefined ? 'bent' : 'flat';
  });

  protected readonly status = computed(() => {
    const { activity, edit, revision } = this.state();
    if (activity === 'saving') return $localize`:@@card.saving:Saving…`;
    if (activity === 'removing') return $localize`:@@card.deleting:Deleting…`;
    if (this.isNew()) return $localize`:@@card.new:New`;
    if (edit !== undefined) return $localize`:@@card.unsaved:Not saved`;
    return revision === undefined ? '' : $localize`:@@card.saved:Saved as revision ${revision}:revision:`;
  });

  constructor() {
    afterNextRender(() => {
      const focus = this.document().takeFocus();
      if (focus === undefined) return;
      const title = focus === 'title' ? this.titleField() : undefined;
      (title ?? this.heading()).nativeElement.focus();
    });
  }

  protected editTitle(draft: QuickDraft, typed: string): void {
    this.isTitleMissing.set(false);
    const title = typedOver('input', draft.title, typed);
    this.document().become((state) => edited(state, { ...draft, title }));
  }

  protected editDescription(draft: QuickDraft, description: string): void {
    this.document().become((state) => edited(state, { ...draft, description }));
  }

  protected editJson(text: string): void {
    this.document().become((state) => edited(state, { kind: 'json', text }));
  }

  protected setDocument(): void {
    if (!this.canSet()) return;
    const draft = this.draft();
    if (draft.kind === 'quick' && draft.title.trim() === '') {
      this.isTitleMissing.set(true);
      this.titleField()?.nativeElement.focus();
      return;
    }
    void this.#keeper.set(this.document());
  }

  protected removeDocument(): void {
    if (!this.canDelete()) return;
    void this.#keeper.remove(this.document());
  }

  protected takeStored(): void {
    this.document().become(tookStored);
    this.heading().nativeElement.focus();
  }

  protected bringEditsBack(): void {
    this.document().become(broughtBack);
    this.heading().nativeElement.focus();
  }
}
