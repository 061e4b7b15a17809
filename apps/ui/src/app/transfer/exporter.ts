import { inject, Injectable, signal } from '@angular/core';
import { type ExportOptions } from '@bimetal/client/transfer';
import { type Refusal, refusalOf } from '../server/refusal';
import { SERVER } from '../server/server';
import { ArraySplitter } from './array-splitter';
import { TRANSFER } from './importer';
import { LineSplitter } from './line-splitter';
import { type SavedFile } from './saved-file';

export type ExportState = 'idle' | 'running' | 'done' | 'cancelled' | 'failed';

export interface ExportCount {
  readonly documents: number;
  readonly bytes: number;
}

/** What is exported, as the person has said it; texts that are empty are not said. */
export interface ExportAsked {
  readonly form: 'lines' | 'array';
  readonly prefix: string;
  readonly where: string;
  readonly fields: string;
  readonly expires: boolean;
}

const NOTHING: ExportCount = { documents: 0, bytes: 0 };

/** Writes documents into a file, whatever view is shown meanwhile. */
@Injectable({ providedIn: 'root' })
export class Exporter {
  readonly #server = inject(SERVER);
  readonly #transfer = inject(TRANSFER);
  readonly #state = signal<ExportState>('idle');
  readonly #count = signal(NOTHING);
  readonly #total = signal<bigint | undefined>(undefined);
  readonly #revision = signal<bigint | undefined>(undefined);
  readonly #refusal = signal<Refusal | undefined>(undefined);
  #end = new AbortController();

  readonly state = this.#state.asReadonly();
  readonly count = this.#count.asReadonly();
  /** How many documents the range has at the revision; undefined before it is known. Of a search it is those that are looked at. */
  readonly total = this.#total.asReadonly();
  readonly revision = this.#revision.asReadonly();
  readonly refusal = this.#refusal.asReadonly();

  /** Writes all of it at one revision. What is cancelled or breaks off leaves no half file. */
  async start(asked: ExportAsked, file: SavedFile): Promise<void> {
    this.#end = new AbortController();
    const { signal: ended } = this.#end;
    this.#clear('running');
    try {
      const revision = await this.#look(asked, ended);
      const splitter = asked.form === 'array' ? new ArraySplitter() : new LineSplitter();
      const options = { ...optionsOf(asked), revision, form: asked.form, signal: ended };
      for await (const piece of this.#transfer.export(options)) {
        await file.write(piece);
        const documents = splitter.take(piece).length;
        this.#count.update((count) => ({
          documents: count.documents + documents,
          bytes: count.bytes + piece.length,
        }));
      }
      await file.close();
      this.#state.set('done');
    } catch (error) {
      await file.abort().catch(() => undefined);
      if (!ended.aborted) this.#refusal.set(refusalOf(error));
      this.#state.set(ended.aborted ? 'cancelled' : 'failed');
    }
  }

  /** The link that a browser saves by itself, as an array. */
  linkOf(asked: ExportAsked): string {
    return this.#transfer.exportPath(optionsOf(asked));
  }

  cancel(): void {
    this.#end.abort();
  }

  /** The revision that the count is of, and that is written. */
  async #look({ prefix }: ExportAsked, signal: AbortSignal): Promise<bigint> {
    const page = await this.#server.page({
      ...(prefix === '' ? {} : { prefix }),
      count: true,
      limit: 1,
      fields: ['/'],
      revision: 'latest',
      signal,
    });
    this.#total.set(page.count);
    this.#revision.set(page.revision);
    return page.revision;
  }

  #clear(state: ExportState): void {
    this.#state.set(state);
    this.#count.set(NOTHING);
    this.#total.set(undefined);
    this.#revision.set(undefined);
    this.#refusal.set(undefined);
  }
}

function optionsOf({ prefix, where, fields, expires }: ExportAsked): Omit<ExportOptions, 'form'> {
  const pointers = fields.split(/[\s,]+/).filter((pointer) => pointer !== '');
  return {
    ...(prefix === '' ? {} : { prefix }),
    ...(where.trim() === '' ? {} : { where: where.trim() }),
    ...(pointers.length === 0 ? {} : { fields: pointers }),
    ...(expires ? { include: ['expires'] } : {}),
  };
}
