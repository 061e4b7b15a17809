import {
  afterNextRender,
  Component,
  computed,
  DOCUMENT,
  ElementRef,
  inject,
  input,
  output,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Standing } from '../session/standing';
import { DocumentKeeper } from './document-keeper';
import { KeyText } from './key-text';
import { type OpenDocument } from './open-document';
import { RefusalNote } from '../server/refusal-note';

/** The place of a deleted document. It stays, without a clock ticking, until the person takes the Delete back or clears it. */
@Component({
  selector: 'app-deleted-card',
  imports: [KeyText, MatButton, MatIcon, RefusalNote],
  template: `
    <p i18n="@@card.gone">Deleted</p>
    <h3 class="mono" tabindex="-1" [id]="keyId()"><app-key-text [key]="document().key" [isWhole]="true" /></h3>
    @if (document().state().refusal; as refusal) {
      <app-refusal-note [refusal]="refusal" />
    }
    <div class="actions">
      <button
        #undo
        matButton="outlined"
        type="button"
        disabledInteractive
        [disabled]="!canUndo()"
        [attr.aria-describedby]="keyId()"
        (click)="undoDelete()"
      >
        <mat-icon svgIcon="undo" aria-hidden="true" />
        <ng-container i18n="@@card.undo">Undo</ng-container>
      </button>
      <button matButton type="button" [attr.aria-describedby]="keyId()" (click)="clear()" i18n="@@card.clear">
        Clear
      </button>
    </div>
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      align-items: center;
      justify-content: center;
      gap: 0.25rem;
      min-block-size: 11rem;
      padding: 1.25rem;
      border: 1.5px dashed var(--mat-sys-outline-variant);
      border-radius: var(--radius-large);
      color: var(--steel-text);
      text-align: center;
    }
    p {
      margin: 0;
      font-weight: 600;
    }
    h3 {
      margin: 0;
      font-size: 0.75rem;
      font-weight: 450;
      text-decoration: line-through;
    }
    app-refusal-note {
      margin-block-start: 0.75rem;
      text-align: start;
    }
    .actions {
      display: flex;
      gap: 0.5rem;
      margin-block-start: 0.75rem;
    }
  `,
})
export class DeletedCard {
  readonly document = input.required<OpenDocument>();
  /** The place was cleared: the focus needs somewhere to go. */
  readonly cleared = output();

  readonly #keeper = inject(DocumentKeeper);
  readonly #mayWrite = inject(Standing).mayWrite;
  private readonly undo = viewChild.required('undo', { read: ElementRef<HTMLElement> });

  protected readonly keyId = computed(() => this.document().keyId);
  protected readonly canUndo = computed(() => this.#mayWrite() && this.document().state().activity === 'resting');

  constructor() {
    const page = inject(DOCUMENT);
    afterNextRender(() => {
      // The button that deleted is gone, and the focus with it. If the person has gone elsewhere meanwhile, leave them there.
      if (page.activeElement === page.body) this.undo().nativeElement.focus();
    });
  }

  protected undoDelete(): void {
    if (!this.canUndo()) return;
    this.document().focus = 'heading';
    void this.#keeper.restore(this.document());
  }

  protected clear(): void {
    this.#keeper.dismiss(this.document());
    this.cleared.emit();
  }
}
