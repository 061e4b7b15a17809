import {
  afterNextRender,
  Component,
  computed,
  DestroyRef,
  type ElementRef,
  inject,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCard } from '@angular/material/card';
import { BimetalError, Key } from '@bimetal/bindings/browser';
import { BimetalStrip } from '../shell/bimetal-strip';
import { DocumentKeeper } from './document-keeper';
import { type OpenDocument } from './open-document';
import { asSentence, type Refusal, refusalOf } from '../server/refusal';
import { RefusalNote } from '../server/refusal-note';

/** Asks for the key that a document is to be added under. */
@Component({
  selector: 'app-key-card',
  imports: [BimetalStrip, MatButton, MatCard, RefusalNote],
  template: `
    <mat-card appearance="outlined">
      <form
        novalidate
        aria-labelledby="key-card-heading"
        (submit)="$event.preventDefault(); open()"
        (keydown.escape)="cancelled.emit()"
      >
        <header>
          <h3 id="key-card-heading" i18n="@@key-card.heading">Add under a key</h3>
          <app-bimetal-strip [shape]="isBusy() ? 'glowing' : 'bent'" />
        </header>
        <label class="field-label" for="key-card-key" i18n="@@key-card.key">Key</label>
        <textarea
          #keyField
          id="key-card-key"
          class="field mono"
          rows="1"
          dir="auto"
          spellcheck="false"
          autocapitalize="off"
          autocomplete="off"
          enterkeyhint="done"
          aria-describedby="key-card-rule"
          [placeholder]="drawn"
          [value]="text()"
          [attr.aria-invalid]="problem() === undefined ? null : true"
          (input)="takeText(keyField)"
          (keydown.enter)="openOnEnter($event)"
        ></textarea>
        <p class="rule" id="key-card-rule" aria-live="polite" [class.broken]="problem() !== undefined">
          {{ problem() ?? rule }}
        </p>
        @if (refusal(); as refusal) {
          <app-refusal-note role="alert" [refusal]="refusal" />
        }
        <footer>
          <button matButton type="button" (click)="cancelled.emit()" i18n="@@key-card.cancel">Cancel</button>
          <button matButton="filled" type="submit" disabledInteractive [disabled]="isBusy()" i18n="@@key-card.add">
            Add document
          </button>
        </footer>
      </form>
    </mat-card>
  `,
  styleUrl: '../shell/asking-card.scss',
})
export class KeyCard {
  /** The document under the key: a new one, or the one that is there already. */
  readonly opened = output<OpenDocument>();
  readonly cancelled = output();

  readonly #keeper = inject(DocumentKeeper);
  private readonly keyField = viewChild.required<ElementRef<HTMLTextAreaElement>>('keyField');

  /** What an empty field stands for. */
  protected readonly drawn = this.#keeper.drawKey();
  protected readonly rule = $localize`:@@key-card.rule:Such as hello, user-1 or users/alice. Leave it empty to take the one that was drawn.`;
  protected readonly text = signal('');
  protected readonly problem = computed(() => problemOf(this.text()));
  protected readonly isBusy = signal(false);
  protected readonly refusal = signal<Refusal | undefined>(undefined);

  readonly #closing = new AbortController();

  constructor() {
    afterNextRender(() => this.focus());
    inject(DestroyRef).onDestroy(() => this.#closing.abort());
  }

  focus(): void {
    this.keyField().nativeElement.focus();
  }

  /** A field of one line, which grows so that a long key is seen whole: line breaks of what is pasted are dropped, as such fields do. */
  protected takeText(field: HTMLTextAreaElement): void {
    const text = field.value.replace(/[\r\n]/g, '');
    if (text !== field.value) field.value = text;
    this.text.set(text);
    this.refusal.set(undefined);
  }

  protected openOnEnter(event: Event): void {
    // This Enter chooses among the words that an input method offers.
    if ((event as KeyboardEvent).isComposing) return;
    event.preventDefault();
    void this.open();
  }

  protected async open(): Promise<void> {
    if (this.isBusy()) return;
    this.focus();
    if (this.problem() !== undefined) return;
    this.isBusy.set(true);
    this.refusal.set(undefined);
    const { signal } = this.#closing;
    try {
      this.opened.emit(await this.#keeper.open(this.text() || this.drawn, signal));
    } catch (error) {
      if (!signal.aborted) this.refusal.set(refusalOf(error));
    } finally {
      this.isBusy.set(false);
    }
  }
}

/** Why the text is no key. An empty field is none yet, and no mistake. */
function problemOf(text: string): string | undefined {
  try {
    if (text !== '') Key.parse(text);
    return undefined;
  } catch (error) {
    return asSentence(BimetalError.is(error) ? error.message : String(error));
  }
}
