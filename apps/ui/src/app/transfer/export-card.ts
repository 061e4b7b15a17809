import { Component, computed, DOCUMENT, inject, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatProgressBar } from '@angular/material/progress-bar';
import { type Refusal, refusalOf } from '../server/refusal';
import { RefusalNote } from '../server/refusal-note';
import { Standing } from '../session/standing';
import { bytesText, numberText } from './amounts';
import { type ExportAsked, Exporter } from './exporter';
import { canPickFile, pickFile, saveLink } from './saved-file';

/** Writes documents of the store into a file. */
@Component({
  selector: 'app-export-card',
  imports: [MatButton, MatProgressBar, RefusalNote],
  templateUrl: './export-card.html',
  styleUrls: ['./transfer-card.scss', './export-card.scss'],
})
export class ExportCard {
  readonly #page = inject(DOCUMENT);
  protected readonly exporter = inject(Exporter);
  protected readonly standing = inject(Standing);
  /** Others save what a link names, by themselves, and tell the page nothing of it. */
  protected readonly canPick = canPickFile();
  protected readonly form = signal<ExportAsked['form']>(this.canPick ? 'lines' : 'array');
  protected readonly prefix = linkedSignal(() => this.standing.prefix());
  protected readonly isForwarded = signal(false);
  protected readonly noFile = signal<Refusal | undefined>(undefined);
  protected readonly isRunning = computed(() => this.exporter.state() === 'running');
  protected readonly documents = computed(() => numberText(this.exporter.count().documents));
  protected readonly bytes = computed(() => bytesText(this.exporter.count().bytes));
  protected readonly total = computed(() => {
    const total = this.exporter.total();
    return total === undefined ? undefined : numberText(total);
  });
  protected readonly percent = computed(
    () => (100 * this.exporter.count().documents) / Math.max(1, Number(this.exporter.total() ?? 1n)),
  );
  protected readonly said = computed(() => {
    switch (this.exporter.state()) {
      case 'idle':
        return this.isForwarded() ? $localize`:@@export.forwarded:The browser saves it.` : '';
      case 'running':
        return $localize`:@@export.running:Exporting…`;
      case 'done':
        return $localize`:@@export.done:Done: ${this.documents()}:documents: documents as of revision ${this.exporter.revision()}:revision:.`;
      case 'cancelled':
        return $localize`:@@export.cancelled:Cancelled. No file was written.`;
      case 'failed':
        return $localize`:@@export.failed:It broke off. No file was written.`;
    }
  });

  protected async start(where: string, fields: string, expires: boolean): Promise<void> {
    if (this.isRunning() || !this.standing.mayRead()) return;
    const asked: ExportAsked = { form: this.form(), prefix: this.prefix(), where, fields, expires };
    const name = `bimetal-export.${asked.form === 'lines' ? 'ndjson' : 'json'}`;
    this.noFile.set(undefined);
    if (!this.canPick) {
      saveLink(this.#page, this.exporter.linkOf(asked), name);
      this.isForwarded.set(true);
      return;
    }
    try {
      const file = await pickFile(name);
      if (file !== undefined) await this.exporter.start(asked, file);
    } catch (error) {
      this.noFile.set(refusalOf(error));
    }
  }
}
