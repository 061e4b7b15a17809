import { Component, computed, inject } from '@angular/core';
import { rightsText } from './rights-text';
import { Standing } from './standing';

/** Says above every view what the API key of the session may not. Who may read and write is told nothing. */
@Component({
  selector: 'app-session-line',
  template: `
    @if (isLimited()) {
      <p role="note">
        <ng-container i18n="@@session.who"
          >Signed in with <strong>{{ name() }}</strong>.</ng-container
        >
        {{ rights() }}
      </p>
    }
  `,
  styles: `
    p {
      margin: 0 0 1.5rem;
      padding: 0.625rem 0.875rem;
      border-inline-start: 3px solid var(--steel-strip);
      border-radius: var(--radius-small);
      background: var(--mat-sys-surface-container-lowest);
      color: var(--steel-text);
      font-size: 0.9375rem;
      line-height: 1.45;
      overflow-wrap: anywhere;
    }
  `,
})
export class SessionLine {
  readonly #standing = inject(Standing);
  protected readonly isLimited = computed(() => !this.#standing.mayRead() || !this.#standing.mayWrite());
  protected readonly name = computed(() => this.#standing.key()?.name || this.#standing.key()?.id || '');
  protected readonly rights = computed(() => rightsText(this.#standing.key()?.scopes ?? []));
}
