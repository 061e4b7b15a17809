import { Component, computed, ElementRef, inject, signal, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { language } from '../../locale/language';
import { type Refusal, refusalOf } from '../server/refusal';
import { RefusalNote } from '../server/refusal-note';
import { rightsText } from './rights-text';
import { SessionKeeper } from './session-keeper';
import { Standing } from './standing';

/** Says which API key the session is of and what that is for, and ends the session. Nothing where the server has no keys. */
@Component({
  selector: 'app-account-menu',
  imports: [MatButton, MatIcon, RefusalNote, RouterLink],
  templateUrl: './account-menu.html',
  styleUrl: './account-menu.scss',
  host: {
    '(document:pointerdown)': 'closeFromOutside($event)',
    '(focusout)': 'closeFromOutside($event)',
    '(keydown.escape)': 'closeByKey()',
  },
})
export class AccountMenu {
  readonly #session = inject(SessionKeeper);
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly standing = inject(Standing);
  private readonly opener = viewChild('opener', { read: ElementRef<HTMLElement> });

  protected readonly isOpen = signal(false);
  protected readonly isBusy = signal(false);
  protected readonly refusal = signal<Refusal | undefined>(undefined);
  protected readonly name = computed(() => this.standing.key()?.name || this.standing.key()?.id || '');
  protected readonly rights = computed(() => rightsText(this.standing.key()?.scopes ?? []));
  protected readonly until = computed(() => {
    const { expires } = this.standing.session() ?? {};
    if (expires === undefined) return undefined;
    return new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(expires));
  });

  /** What is pressed or takes the focus elsewhere closes it; where the focus goes nowhere, the page has lost it. */
  protected closeFromOutside(event: PointerEvent | FocusEvent): void {
    const to = event instanceof FocusEvent ? event.relatedTarget : event.target;
    if (to instanceof Node && !this.#element.nativeElement.contains(to)) this.isOpen.set(false);
  }

  protected closeByKey(): void {
    if (!this.isOpen()) return;
    this.isOpen.set(false);
    (this.opener()?.nativeElement as HTMLElement | undefined)?.focus();
  }

  protected async signOut(): Promise<void> {
    if (this.isBusy()) return;
    this.isBusy.set(true);
    this.refusal.set(undefined);
    try {
      await this.#session.signOut();
      this.isOpen.set(false);
    } catch (error) {
      this.refusal.set(refusalOf(error));
    } finally {
      this.isBusy.set(false);
    }
  }
}
