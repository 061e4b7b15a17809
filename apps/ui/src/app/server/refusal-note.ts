import { Component, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { type Refusal } from './refusal';

/** Says why something failed, and what to look for in docs and log. `DocumentKeeper` announces it to screen readers. */
@Component({
  selector: 'app-refusal-note',
  imports: [MatIcon],
  template: `
    <mat-icon svgIcon="error" aria-hidden="true" />
    <div class="words">
      <p class="title">{{ refusal().title }}</p>
      <p>{{ refusal().detail }}</p>
      <p class="reference">
        <code>{{ refusal().code }}</code>
        @if (refusal().traceId; as traceId) {
          <span i18n="@@refusal.trace"
            >Trace <code>{{ traceId }}</code></span
          >
        }
      </p>
    </div>
    <ng-content />
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: flex-start;
      gap: 0.75rem;
      padding: 0.75rem 0.875rem;
      border-radius: var(--radius-small);
      background: var(--mat-sys-error-container);
      color: var(--mat-sys-on-error-container);
      font-size: 0.875rem;
      line-height: 1.45;
    }
    mat-icon {
      flex: none;
    }
    .words {
      min-inline-size: 0;
      flex: 1 1 12rem;
    }
    p {
      margin: 0;
      overflow-wrap: anywhere;
    }
    .title {
      font-weight: 620;
    }
    .reference {
      display: flex;
      flex-wrap: wrap;
      gap: 0.125rem 0.75rem;
      margin-block-start: 0.375rem;
      font-size: 0.75rem;
    }
  `,
})
export class RefusalNote {
  readonly refusal = input.required<Refusal>();
}
