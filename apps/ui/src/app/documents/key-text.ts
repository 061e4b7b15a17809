import { Component, computed, input } from '@angular/core';
import { isLongKey, keyParts } from './key-parts';

/**
 * A key as words on the page. Its direction is its own and turns nothing around it, and its spaces are seen. Also when it is
 * shortened the whole key stands there: whoever selects it copies all of it, and a screen reader reads all of it.
 */
@Component({
  selector: 'app-key-text',
  template: `@for (part of parts(); track $index) {
    <span [class]="part.kind">{{ part.text }}</span>
  }`,
  styles: `
    :host {
      white-space: break-spaces;
      overflow-wrap: anywhere;
    }
    :host(.numbered) .name {
      color: var(--steel-text);
    }
    .unseen {
      padding-inline: 1px;
      border-block-end: 1px dotted var(--copper-strip);
    }
    .cut {
      font-size: 0;
    }
    .cut::before {
      color: var(--copper-text);
      content: '…';
      content: '…' / '';
      font-size: 0.8125rem;
    }
  `,
  host: {
    dir: 'auto',
    '[class.numbered]': 'isNumbered()',
    '[attr.title]': 'isShortened() ? key() : null',
  },
})
export class KeyText {
  readonly key = input.required<string>();
  /** Whether a long key is shown in full, too. */
  readonly isWhole = input(false);

  protected readonly parts = computed(() => keyParts(this.key(), this.isWhole()));
  protected readonly isNumbered = computed(() => this.parts().at(-1)?.kind === 'number');
  protected readonly isShortened = computed(() => !this.isWhole() && isLongKey(this.key()));
}
