import { Component, computed, DOCUMENT, effect, inject, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { RefusalNote } from '../server/refusal-note';
import { Standing } from '../session/standing';
import { bytesText, numberText, secondsText } from './amounts';
import { type FirstEntries, firstEntriesOf } from './first-entries';
import { type ImportMode } from './import-job';
import { Importer } from './importer';
import { entriesOf, reportOf } from './refused-report';
import { saveBlob } from './saved-file';

/** LIMIT: how many refused entries the page shows; the report has all. */
const SHOWN_MAX = 20;

/** Takes files into the store. */
@Component({
  selector: 'app-import-card',
  imports: [MatButton, MatIcon, MatProgressBar, RefusalNote],
  templateUrl: './import-card.html',
  styleUrls: ['./transfer-card.scss', './import-card.scss'],
})
export class ImportCard {
  readonly #page = inject(DOCUMENT);
  protected readonly importer = inject(Importer);
  protected readonly standing = inject(Standing);
  protected readonly mode = signal<ImportMode>('replace');
  protected readonly passesOver = signal(true);
  protected readonly first = signal<readonly FirstEntries[]>([]);

  protected readonly state = this.importer.state;
  protected readonly isOver = computed(() => !this.importer.isGoingOn() && this.state() !== 'idle');
  protected readonly canStart = computed(
    () => this.standing.mayWrite() && this.importer.files().length > 0 && !this.importer.isGoingOn(),
  );
  protected readonly percent = computed(() => (100 * this.importer.count().bytes) / Math.max(1, this.importer.bytes()));
  protected readonly shown = computed(() => this.importer.refused().slice(0, SHOWN_MAX));
  protected readonly notShown = computed(() => numberText(this.importer.refused().length - this.shown().length));
  protected readonly documents = computed(() => numberText(this.importer.count().documents));
  protected readonly refused = computed(() => numberText(this.importer.count().refused));
  protected readonly size = computed(() => bytesText(this.importer.bytes()));
  protected readonly read = computed(() => bytesText(this.importer.count().bytes));
  protected readonly rate = computed(() => {
    const rate = this.importer.rate();
    return rate && { documents: numberText(rate.documents), left: secondsText(rate.secondsLeft) };
  });
  /** How it stands, as a sentence: told by screen readers when it changes, and not with each figure. */
  protected readonly said = computed(() => {
    switch (this.state()) {
      case 'idle':
        return '';
      case 'running':
        return $localize`:@@import.running:Importing…`;
      case 'waiting':
        return $localize`:@@import.waiting:The server does not answer. It goes on where it was as soon as that is back.`;
      case 'ending':
        return $localize`:@@import.ending:Waiting for the answer to what is on its way…`;
      case 'done':
        return $localize`:@@import.done:All is read. ${this.documents()}:documents: documents are committed.`;
      case 'cancelled':
        return $localize`:@@import.cancelled:Cancelled. ${this.documents()}:documents: documents are committed, and nothing behind them.`;
      case 'stopped':
        return $localize`:@@import.stopped:Ended before what was refused. ${this.documents()}:documents: documents are committed, and nothing behind them.`;
      case 'too many':
        return $localize`:@@import.tooMany:Ended: too much was refused. ${this.documents()}:documents: documents are committed. See whether these are the right files.`;
      case 'failed':
        return $localize`:@@import.failed:It broke off. ${this.documents()}:documents: documents are committed.`;
    }
  });

  constructor() {
    effect(() => {
      const files = this.importer.files();
      void untracked(() => this.#look(files));
    });
  }

  protected choose(input: HTMLInputElement): void {
    if (input.files !== null && input.files.length > 0) this.importer.choose([...input.files]);
    // The same file again is chosen anew.
    input.value = '';
  }

  protected async start(): Promise<void> {
    if (this.canStart()) await this.importer.start({ mode: this.mode(), passesOver: this.passesOver() });
  }

  protected fileName(index: number): string {
    return this.importer.files()[index]?.name ?? '';
  }

  protected bytes(bytes: number): string {
    return bytesText(bytes);
  }

  protected number(number: number): string {
    return numberText(number);
  }

  protected saveReport(): void {
    saveBlob(this.#page, reportOf(this.importer.files(), this.importer.refused()), 'refused-report.ndjson');
  }

  protected saveEntries(): void {
    saveBlob(this.#page, entriesOf(this.importer.files(), this.importer.refused()), 'refused.ndjson');
  }

  async #look(files: readonly File[]): Promise<void> {
    const first = await Promise.all(files.map(firstEntriesOf));
    if (this.importer.files() === files) this.first.set(first);
  }
}
