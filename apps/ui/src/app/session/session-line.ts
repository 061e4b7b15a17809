import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { type Refusal, refusalOf } from '../server/refusal';
import { RefusalNote } from '../server/refusal-note';
import { SessionKeeper } from './session-keeper';
import { Standing } from './standing';

/** Says which API key the session is of and what that may do, and ends the session. Nothing where the server has no keys. */
@Component({
  selector: 'app-session-line',
  imports: [MatButton, RefusalNote],
  template: `
    @if (standing.key(); as key) {
      <section class="line" i18n-aria-label="@@session.label" aria-label="Session">
        <p>
          <ng-container i18n="@@session.who"
            >Signed in with <strong>{{ key.name || key.id }}</strong>.</ng-container
          >
          {{ rights() }}
          @if (standing.prefixes().length === 1) {
            <ng-container i18n="@@session.prefix"
              >It is for documents under <code>{{ standing.prefix() }}</code> alone.</ng-container
            >
          }
        </p>
        @if (standing.prefixes().length > 1) {
          <label>
            <ng-container i18n="@@session.under">Documents under</ng-container>
            <select #choice class="field mono" (change)="standing.choose(choice.value)">
              @for (prefix of standing.prefixes(); track prefix) {
                <option [value]="prefix" [selected]="prefix === standing.prefix()">{{ prefix }}</option>
              }
            </select>
          </label>
        }
        <button
          matButton="outlined"
          type="button"
          disabledInteractive
          [disabled]="isBusy()"
          (click)="signOut()"
          i18n="@@session.sign-out"
        >
          Sign out
        </button>
      </section>
    }
    @if (refusal(); as refusal) {
      <app-refusal-note role="alert" [refusal]="refusal" />
    }
  `,
  styles: `
    .line {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 0.5rem 1.5rem;
      margin-block-end: 1.5rem;
      color: var(--steel-text);
      font-size: 0.9375rem;
    }
    p {
      flex: 1 1 20rem;
      margin: 0;
      overflow-wrap: anywhere;
    }
    select {
      inline-size: auto;
      max-inline-size: 100%;
    }
    app-refusal-note {
      margin-block-end: 1.5rem;
    }
  `,
})
export class SessionLine {
  readonly #session = inject(SessionKeeper);
  protected readonly standing = inject(Standing);
  protected readonly isBusy = signal(false);
  protected readonly refusal = signal<Refusal | undefined>(undefined);

  protected readonly rights = computed(() => {
    if (!this.standing.mayWrite()) return $localize`:@@session.reads:It may only read: nothing can be set or deleted.`;
    return this.standing.mayRead() ? '' : $localize`:@@session.writes:It may only write: what is stored is not shown.`;
  });

  protected async signOut(): Promise<void> {
    this.isBusy.set(true);
    this.refusal.set(undefined);
    try {
      await this.#session.signOut();
    } catch (error) {
      this.refusal.set(refusalOf(error));
    } finally {
      this.isBusy.set(false);
    }
  }
}
