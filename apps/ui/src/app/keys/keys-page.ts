import { Component, computed, effect, ElementRef, inject, signal, untracked, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { type Refusal, refusalOf } from '../server/refusal';
import { RefusalNote } from '../server/refusal-note';
import { MadeKey } from '../session/made-key';
import { SessionKeeper } from '../session/session-keeper';
import { Standing } from '../session/standing';
import { BimetalStrip } from '../shell/bimetal-strip';
import { KeyKeeper } from './key-keeper';
import { KeyRow } from './key-row';
import { MadeKeyCard } from './made-key-card';
import { NewKeyForm } from './new-key-form';

/** The API keys of the server: who may do what. */
@Component({
  selector: 'app-keys-page',
  imports: [BimetalStrip, KeyRow, MadeKeyCard, MatButton, MatIcon, NewKeyForm, RefusalNote, RouterLink],
  templateUrl: './keys-page.html',
  styleUrl: './keys-page.scss',
})
export class KeysPage {
  readonly #session = inject(SessionKeeper);
  protected readonly standing = inject(Standing);
  protected readonly keeper = inject(KeyKeeper);
  protected readonly made = inject(MadeKey).made;
  private readonly opener = viewChild('opener', { read: ElementRef<HTMLElement> });

  protected readonly isMaking = signal(false);
  protected readonly unknown = signal<Refusal | undefined>(undefined);
  /** What of this view the person is shown. */
  protected readonly part = computed(() => {
    if (this.standing.session() === undefined) return 'unknown';
    if (this.standing.key() === undefined) return 'first';
    return this.standing.mayAdministrate() ? 'keys' : 'forbidden';
  });

  constructor() {
    effect(() => {
      this.standing.visit();
      void untracked(() => this.know());
    });
    effect(() => {
      if (this.part() === 'keys') void untracked(() => this.keeper.read());
    });
  }

  protected async know(): Promise<void> {
    this.unknown.set(undefined);
    try {
      await this.#session.know();
    } catch (error) {
      this.unknown.set(refusalOf(error));
    }
  }

  protected close(): void {
    this.isMaking.set(false);
    (this.opener()?.nativeElement as HTMLElement | undefined)?.focus();
  }
}
