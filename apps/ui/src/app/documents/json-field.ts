import {
  afterNextRender,
  Component,
  computed,
  inject,
  Injector,
  input,
  linkedSignal,
  output,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { paths } from '@bimetal/contract';
import { numberText } from '../../locale/numbers';
import { layOutJson } from '../json/json-layout';
import { TextArea } from './text-area';

/** LIMIT: a card shows this much of a value, and lays one out up to the second figure; both keep the page quick. */
const SHOWN_CHARS_MAX = 4_000;
const LAYABLE_CHARS_MAX = 262_144;
const LAID_OUT_CHARS_MAX = 4 * LAYABLE_CHARS_MAX;

/** The value of a document that is not of the page's own shape: laid out for reading, or its exact text for editing. */
@Component({
  selector: 'app-json-field',
  imports: [MatButton, TextArea],
  template: `
    @if (isEditing()) {
      <label class="field-label" [for]="fieldId()" i18n="@@card.json">JSON</label>
      <app-text-area
        [isCode]="true"
        [fieldId]="fieldId()"
        [describedBy]="keyId()"
        [text]="text()"
        (edited)="edited.emit($event)"
      />
      @if (isLayable()) {
        <button matButton type="button" class="quiet" (click)="layOutText()" i18n="@@card.lay-out">Lay out</button>
      }
    } @else {
      <p class="field-label" [id]="fieldId()" i18n="@@card.json">JSON</p>
      <pre
        class="mono"
        tabindex="0"
        role="region"
        [attr.aria-labelledby]="fieldId() + ' ' + keyId()">{{ layout().text }}@if (layout().cut) {…}</pre>
      @if (layout().cut) {
        <p class="hint" i18n="@@card.beginning">
          This is the beginning of {{ numberText(text().length) }} characters.
          <a [href]="address()" target="_blank" rel="noopener">Open the whole value</a>
        </p>
      }
      <button matButton type="button" class="quiet" (click)="beginEditing()" i18n="@@card.edit-json">Edit JSON</button>
    }
  `,
  styles: `
    :host {
      display: grid;
      justify-items: start;
    }
    pre {
      inline-size: 100%;
      max-block-size: 18rem;
      overflow: auto;
      margin: 0;
      padding: 0.625rem 0.75rem;
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: var(--radius-small);
      background: var(--well);
      font-size: 0.8125rem;
      line-height: 1.5;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    .quiet {
      margin: 0.25rem 0 0 -0.75rem;
    }
  `,
})
export class JsonField {
  readonly text = input.required<string>();
  readonly documentKey = input.required<string>();
  readonly keyId = input.required<string>();
  /** Whether the text differs from what is stored: then the editor stays open. */
  readonly isEdited = input.required<boolean>();
  readonly edited = output<string>();

  readonly #injector = inject(Injector);
  private readonly editor = viewChild(TextArea);

  protected readonly numberText = numberText;
  protected readonly fieldId = computed(() => `${this.keyId()}-json`);
  protected readonly address = computed(() => paths.document(this.documentKey()));
  protected readonly isEditing = linkedSignal(() => this.isEdited());
  protected readonly isLayable = computed(() => this.text().length <= LAYABLE_CHARS_MAX);
  protected readonly layout = computed(() => layOutJson(this.text(), SHOWN_CHARS_MAX));

  protected beginEditing(): void {
    this.isEditing.set(true);
    afterNextRender(() => this.editor()?.focus(), { injector: this.#injector });
  }

  protected layOutText(): void {
    // Text that is not JSON yet stays as typed: Set tells where it is wrong. So does text whose indents would swamp the page.
    if (!isJson(this.text())) return;
    const { text, cut } = layOutJson(this.text(), LAID_OUT_CHARS_MAX);
    if (!cut) this.edited.emit(text);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
