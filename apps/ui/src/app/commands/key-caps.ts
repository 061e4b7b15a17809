import { Component, computed, input } from '@angular/core';

/** Keys as they are drawn on a keyboard. */
@Component({
  selector: 'app-key-caps',
  template: `@for (cap of caps(); track $index) {
    <kbd>{{ cap }}</kbd>
  }`,
  styles: `
    :host {
      display: inline-flex;
      gap: 0.25rem;
    }
    kbd {
      min-inline-size: 1.5rem;
      padding: 0.0625rem 0.375rem;
      border: 1px solid var(--mat-sys-outline-variant);
      border-block-end-width: 2px;
      border-radius: 5px;
      background: var(--well);
      color: var(--steel-text);
      font: inherit;
      font-size: 0.75rem;
      font-weight: 560;
      text-align: center;
    }
  `,
})
export class KeyCaps {
  readonly keys = input.required<string>();

  protected readonly caps = computed(() => this.keys().split(' '));
}
