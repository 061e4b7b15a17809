import { DialogRef } from '@angular/cdk/dialog';
import {
  Component,
  computed,
  type ElementRef,
  inject,
  linkedSignal,
  signal,
  viewChildren,
  afterRenderEffect,
} from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { Router } from '@angular/router';
import { type Action, isOn } from './action';
import { Actions } from './actions';
import { FoundKeys } from './found-keys';
import { KeyCaps } from './key-caps';
import { matches } from './matches';

/** One field for all that can be done: actions by their names, documents by the beginning of their keys. */
@Component({
  selector: 'app-command-palette',
  imports: [KeyCaps, MatIcon],
  providers: [FoundKeys],
  templateUrl: './command-palette.html',
  styleUrl: './command-palette.scss',
})
export class CommandPalette {
  readonly #dialog = inject(DialogRef);
  readonly #router = inject(Router);
  readonly #actions = inject(Actions);
  readonly #found = inject(FoundKeys);
  private readonly choices = viewChildren<ElementRef<HTMLElement>>('choice');

  protected readonly typed = signal('');
  protected readonly offered = computed<readonly Action[]>(() => [
    ...this.#actions.all().filter((action) => isOn(action) && matches(action.name, this.typed())),
    ...this.#documents(),
  ]);
  /** The place of the choice that Enter takes. */
  protected readonly place = linkedSignal({ source: this.typed, computation: () => 0 });

  readonly #documents = computed<readonly Action[]>(() =>
    this.#found.keys().map((key) => ({
      name: key,
      icon: 'documents',
      group: '',
      run: () => void this.#router.navigate(['/documents', ...key.split('/')]),
    })),
  );

  constructor() {
    // Where there is a view of one document.
    if (this.#router.config.some(({ path }) => path?.startsWith('documents'))) this.#found.follow(this.typed);
    afterRenderEffect(() => this.choices()[this.place()]?.nativeElement.scrollIntoView({ block: 'nearest' }));
  }

  protected move(event: Event, steps: number): void {
    event.preventDefault();
    const count = this.offered().length;
    if (count > 0) this.place.update((place) => (place + steps + count) % count);
  }

  protected run(action: Action | undefined): void {
    if (action === undefined) return;
    // Closed first: the focus goes back to where it was, and an action may then bring it elsewhere.
    this.#dialog.closed.subscribe(() => action.run());
    this.#dialog.close();
  }
}
