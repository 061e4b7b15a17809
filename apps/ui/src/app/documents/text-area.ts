import { Component, computed, type ElementRef, input, linkedSignal, output, viewChild } from '@angular/core';
import { shownIn, typedOver } from './line-ends';
import { PART_CHARS_MAX, partAt, partCount, partText, type TextPart, withPart } from './text-parts';

/** A text area for a text of any length: of a long one it shows a part, and a slider to choose which. Line ends stay as they were. */
@Component({
  selector: 'app-text-area',
  template: `
    <textarea
      #area
      class="field"
      [class.mono]="isCode()"
      [class.growing]="!isCode() && !isLong()"
      [class.long]="isLong()"
      [rows]="isCode() ? 6 : 2"
      [id]="fieldId()"
      [value]="shown()"
      [attr.spellcheck]="isCode() ? false : null"
      [attr.autocapitalize]="isCode() ? 'off' : null"
      [attr.aria-describedby]="describedBy()"
      (input)="takeTyped()"
    ></textarea>
    @if (isLong()) {
      <div class="parts">
        <input
          #slider
          type="range"
          min="1"
          i18n-aria-label="@@card.text-part"
          aria-label="Part of the text"
          [max]="count()"
          [value]="part().index + 1"
          [attr.aria-valuetext]="partName()"
          [attr.aria-describedby]="describedBy()"
          (input)="showPart(slider.valueAsNumber - 1)"
        />
        <span aria-hidden="true">{{ partName() }}</span>
      </div>
    }
  `,
  styles: `
    :host {
      display: block;
      inline-size: 100%;
    }
    textarea {
      max-block-size: 18rem;
      overflow-wrap: anywhere;
      resize: vertical;
    }
    .mono {
      font-size: 0.8125rem;
    }
    .long {
      block-size: 18rem;
    }
    .growing {
      min-block-size: 4rem;
      max-block-size: 16rem;
    }
    @supports (field-sizing: content) {
      .growing {
        field-sizing: content;
        resize: none;
      }
    }
    .parts {
      display: flex;
      align-items: center;
      gap: 0.75rem;
      margin-block-start: 0.375rem;
      color: var(--steel-text);
      font-size: 0.8125rem;
      font-variant-numeric: tabular-nums;
    }
    .parts input {
      flex: 1 1 auto;
      min-inline-size: 0;
      margin: 0;
      accent-color: var(--copper-strip);
    }
  `,
})
export class TextArea {
  readonly text = input.required<string>();
  readonly fieldId = input.required<string>();
  readonly describedBy = input.required<string>();
  /** Whether it is for programs to read: the browser neither checks nor changes it. */
  readonly isCode = input(false);
  readonly edited = output<string>();

  private readonly area = viewChild.required<ElementRef<HTMLTextAreaElement>>('area');
  /** What was typed here last: while it is the text, the part that it was typed into stays. */
  #typed: string | undefined;

  protected readonly part = linkedSignal<string, TextPart>({
    source: this.text,
    computation: (text, previous) =>
      previous !== undefined && text === this.#typed ? previous.value : partAt(text, previous?.value.index ?? 0),
  });
  protected readonly shown = computed(() => shownIn('textarea', partText(this.text(), this.part())));
  protected readonly isLong = computed(() => this.part().ahead + this.part().behind > 0);
  protected readonly count = computed(() => partCount(this.text()));
  protected readonly partName = computed(
    () => $localize`:@@card.text-part-name:Part ${this.part().index + 1}:part: of ${this.count()}:count:`,
  );

  focus(): void {
    this.area().nativeElement.focus();
  }

  protected takeTyped(): void {
    const { value, selectionEnd } = this.area().nativeElement;
    const part = this.part();
    const typed = typedOver('textarea', partText(this.text(), part), value);
    this.#typed = withPart(this.text(), part, typed);
    // So much was pasted that the next key stroke would take long: only the part around the cursor is shown from now on.
    if (typed.length > 2 * PART_CHARS_MAX) {
      this.part.set(partAt(this.#typed, Math.floor((part.ahead + selectionEnd) / PART_CHARS_MAX)));
    }
    this.edited.emit(this.#typed);
  }

  protected showPart(index: number): void {
    this.part.set(partAt(this.text(), index));
    this.area().nativeElement.scrollTop = 0;
  }
}
