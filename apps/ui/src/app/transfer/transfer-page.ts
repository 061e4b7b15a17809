import { Component, effect, inject, untracked } from '@angular/core';
import { refusalOf } from '../server/refusal';
import { SessionKeeper } from '../session/session-keeper';
import { Standing } from '../session/standing';
import { ExportCard } from './export-card';
import { DroppedFiles } from './file-drop';
import { ImportCard } from './import-card';
import { Importer } from './importer';

/** Documents into the store from files, and into a file from the store. */
@Component({
  selector: 'app-transfer-page',
  imports: [ExportCard, ImportCard],
  template: `
    <div class="heading">
      <h2 i18n="@@transfer.heading">Transfer</h2>
      <p i18n="@@transfer.lead">
        Documents from files into the store, and out of it. They stay the bytes that they are.
      </p>
    </div>
    <div class="cards">
      <app-import-card />
      <app-export-card />
    </div>
  `,
  styleUrl: './transfer-page.scss',
})
export class TransferPage {
  readonly #session = inject(SessionKeeper);
  readonly #standing = inject(Standing);
  readonly #dropped = inject(DroppedFiles);
  readonly #importer = inject(Importer);

  constructor() {
    effect(() => {
      this.#standing.visit();
      // Where the server is away, the first request says so.
      void untracked(() => this.#session.know()).catch(refusalOf);
    });
    effect(() => {
      if (this.#dropped.files().length === 0) return;
      untracked(() => this.#importer.choose(this.#dropped.take()));
    });
  }
}
