import {
  afterNextRender,
  ApplicationRef,
  Component,
  DOCUMENT,
  type ElementRef,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCard } from '@angular/material/card';
import { DocumentKeeper } from '../documents/document-keeper';
import { type Refusal, refusalOf } from '../server/refusal';
import { RefusalNote } from '../server/refusal-note';
import { BimetalStrip } from '../shell/bimetal-strip';
import { MadeKey } from './made-key';
import { SessionKeeper } from './session-keeper';

/** What no header can carry is no key, and would not even be sent. */
const KEY_FORM = /^bmt_\w+$/;

/** Asks for the API key that a session is begun with. The page does not keep it. */
@Component({
  selector: 'app-sign-in-card',
  imports: [BimetalStrip, MatButton, MatCard, RefusalNote],
  template: `
    <mat-card appearance="outlined">
      <form novalidate aria-labelledby="sign-in-heading" (submit)="$event.preventDefault(); signIn()">
        <header>
          <h2 id="sign-in-heading" i18n="@@sign-in.heading">Sign in</h2>
          <app-bimetal-strip [shape]="isBusy() ? 'glowing' : 'bent'" />
        </header>
        <p class="why">
          <ng-container i18n="@@sign-in.why">This server needs an API key.</ng-container>
          @if (hasUnsaved) {
            <ng-container i18n="@@sign-in.kept">What you have typed on this page is kept meanwhile.</ng-container>
          }
        </p>
        <label class="field-label" for="sign-in-key" i18n="@@sign-in.key">API key</label>
        <input
          #keyField
          id="sign-in-key"
          class="field mono"
          type="password"
          autocomplete="current-password"
          autocapitalize="off"
          spellcheck="false"
          required
          [value]="made"
          aria-describedby="sign-in-rule"
          [attr.aria-invalid]="isWrong() || refusal() !== undefined ? true : null"
          (input)="isWrong.set(false)"
        />
        <p class="rule" id="sign-in-rule" aria-live="polite" [class.broken]="isWrong()">
          {{ isWrong() ? wrong : rule }}
        </p>
        @if (refusal(); as refusal) {
          <app-refusal-note role="alert" [refusal]="refusal" />
        }
        <footer>
          <button
            class="only"
            matButton="filled"
            type="submit"
            disabledInteractive
            [disabled]="isBusy()"
            i18n="@@sign-in.action"
          >
            Sign in
          </button>
        </footer>
      </form>
    </mat-card>
  `,
  styleUrl: '../shell/asking-card.scss',
  styles: `
    :host {
      max-inline-size: 30rem;
      margin-inline: auto;
      padding-block: clamp(1rem, 8vh, 5rem) 2rem;
    }
    .why {
      margin: 0 0 1rem;
      color: var(--steel-text);
      line-height: 1.5;
    }
    footer {
      justify-content: flex-end;
    }
    footer .only:first-child {
      margin-inline-start: 0;
    }
  `,
})
export class SignInCard {
  readonly #session = inject(SessionKeeper);
  readonly #application = inject(ApplicationRef);
  private readonly keyField = viewChild.required<ElementRef<HTMLInputElement>>('keyField');

  protected readonly hasUnsaved = inject(DocumentKeeper).hasUnsaved();
  protected readonly rule = $localize`:@@sign-in.rule:bimetal keys create makes one. It is sent once, and a cookie stands for it from then on.`;
  protected readonly wrong = $localize`:@@sign-in.wrong:That is no API key: one begins with bmt_ and has letters, digits and _.`;
  /** One that was just made, and that nobody else has: without it nobody could sign in. */
  protected readonly made = inject(MadeKey).made()?.key ?? '';
  protected readonly isBusy = signal(false);
  protected readonly isWrong = signal(false);
  protected readonly refusal = signal<Refusal | undefined>(undefined);
  /** What the person was at when the session ended, and goes back to. */
  readonly #left = inject(DOCUMENT).activeElement;

  constructor() {
    afterNextRender(() => this.keyField().nativeElement.focus());
  }

  protected async signIn(): Promise<void> {
    if (this.isBusy()) return;
    const field = this.keyField().nativeElement;
    field.focus();
    const key = field.value.trim();
    this.refusal.set(undefined);
    this.isWrong.set(!KEY_FORM.test(key));
    if (this.isWrong()) return;
    this.isBusy.set(true);
    try {
      await this.#session.signIn(key);
      this.#giveFocusBack();
    } catch (error) {
      this.refusal.set(refusalOf(error));
    } finally {
      this.isBusy.set(false);
    }
  }

  #giveFocusBack(): void {
    // What is hidden takes no focus, and the page is until it is told.
    this.#application.tick();
    if (this.#left instanceof HTMLElement) this.#left.focus();
  }
}
