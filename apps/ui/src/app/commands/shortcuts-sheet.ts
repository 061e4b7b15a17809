import { DialogRef } from '@angular/cdk/dialog';
import { Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Actions } from './actions';
import { KeyCaps } from './key-caps';
import { SingleKeys } from './single-keys';

/** What the keys do, in the view that is shown and everywhere. */
@Component({
  selector: 'app-shortcuts-sheet',
  imports: [KeyCaps, MatButton],
  template: `
    <h2 id="sheet-heading" i18n="@@commands.shortcuts">Shortcuts</h2>
    <dl>
      <div>
        <dt i18n="@@commands.palette">All commands</dt>
        <dd><app-key-caps [keys]="paletteKeys" /></dd>
      </div>
    </dl>
    @for (group of groups(); track group.name) {
      <h3>{{ group.name }}</h3>
      <dl>
        @for (action of group.actions; track action) {
          <div>
            <dt>{{ action.name }}</dt>
            <dd><app-key-caps [keys]="action.keys ?? ''" /></dd>
          </div>
        }
      </dl>
    }
    <label>
      <input #single type="checkbox" [checked]="singleKeys.areOn()" (change)="singleKeys.use(single.checked)" />
      <span i18n="@@commands.single-keys">Single keys do something</span>
    </label>
    <footer>
      <button matButton="filled" type="button" (click)="dialog.close()" i18n="@@commands.close">Close</button>
    </footer>
  `,
  styleUrl: './shortcuts-sheet.scss',
})
export class ShortcutsSheet {
  readonly #actions = inject(Actions);
  protected readonly dialog = inject(DialogRef);
  protected readonly singleKeys = inject(SingleKeys);
  protected readonly paletteKeys = /Mac|iPhone|iPad/.test(navigator.userAgent)
    ? '⌘ K'
    : $localize`:@@commands.palette-keys:Ctrl K`;

  protected readonly groups = computed(() => {
    const groups = Map.groupBy(
      this.#actions.all().filter(({ keys }) => keys !== undefined),
      ({ group }) => group,
    );
    return [...groups].map(([name, actions]) => ({ name, actions }));
  });
}
