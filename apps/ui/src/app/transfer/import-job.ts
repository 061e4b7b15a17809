import { type ClientError } from '@bimetal/client';
import { type Taken, type TakeOptions } from '@bimetal/client/transfer';
import { FileBroken, type Entry } from './entry';
import { type Form, type Part, textOf } from './file-parts';

/** An entry that was not taken in, and why. */
export interface Refused {
  readonly file: number;
  readonly number: number;
  readonly at: number;
  readonly bytes: number;
  readonly code: string;
  readonly cause: string;
}

/** What is committed of all files, and what was read of them. */
export interface ImportCount {
  readonly documents: number;
  readonly refused: number;
  /** Bytes of all files that are dealt with. */
  readonly bytes: number;
}

export type ImportMode = 'replace' | 'create';

export interface ImportTerms {
  readonly mode: ImportMode;
  /** Whether it goes on behind an entry that is refused, or ends before it. */
  readonly passesOver: boolean;
}

/** What an import does its work with, and tells. */
export interface ImportWork {
  partsOf(file: Blob): AsyncIterable<Part>;
  newOnceKey(): string;
  /** Sends a text until it is answered, over broken connections; rejects with a refusal. */
  send(text: Uint8Array<ArrayBuffer>, options: TakeOptions): Promise<Taken>;
  count(count: ImportCount): void;
  refused(refused: Refused): void;
  /** Whether no more is to be sent. */
  isCancelled(): boolean;
}

/** LIMIT: after so many refused entries the files are not what they were taken for: each costs a request. */
export const REFUSED_MAX = 1_000;

/** How an import ended. */
export type ImportEnd = 'done' | 'cancelled' | 'stopped' | 'too many';

/**
 * Takes in the documents of files, in their order, a request after the other. What was refused is left out of the text that follows, so
 * that all else is committed, and each document once.
 */
export class ImportJob {
  readonly #work: ImportWork;
  readonly #terms: ImportTerms;
  #documents = 0;
  #refused = 0;
  #bytes = 0;

  constructor(work: ImportWork, terms: ImportTerms) {
    this.#work = work;
    this.#terms = terms;
  }

  async run(files: readonly Blob[]): Promise<ImportEnd> {
    for (const [index, file] of files.entries()) {
      const before = this.#bytes;
      try {
        for await (const { form, entries, end } of this.#work.partsOf(file)) {
          if (this.#work.isCancelled()) return 'cancelled';
          const stop = await this.#take(index, form, entries);
          if (stop !== undefined) return stop;
          this.#bytes = before + end;
          this.#tell();
        }
      } catch (error) {
        if (!(error instanceof FileBroken)) throw error;
        const { at, code, message: cause } = error;
        this.#refuse({ file: index, number: 0, at, bytes: 0, code, cause });
        if (!this.#terms.passesOver) return 'stopped';
        this.#bytes = before + file.size;
        this.#tell();
      }
    }
    return 'done';
  }

  /** Commits all of some entries that the server takes; says when the import is to end. */
  async #take(file: number, form: Form, all: readonly Entry[]): Promise<ImportEnd | undefined> {
    let entries = all;
    let isLast = false;
    while (entries.length > 0) {
      try {
        const { mode } = this.#terms;
        const options = { form, mode, onceKey: this.#work.newOnceKey() };
        this.#add((await this.#work.send(textOf(form, entries), options)).documents);
        break;
      } catch (error) {
        const { problem } = error as ClientError;
        this.#add(problem?.imported?.documents ?? 0);
        const number = problem?.line ?? problem?.entry;
        const refused = number === undefined ? undefined : entries[number - 1];
        if (problem === undefined || number === undefined || refused === undefined) throw error;
        const { code, detail } = problem;
        this.#refuse({ ...placeOf(file, refused), code, cause: withoutPlace(detail) });
        const taken = problem.imported?.last ?? 0;
        const before = entries.slice(taken, number - 1);
        // What stands before the one that ends it is committed all the same.
        isLast ||= !this.#terms.passesOver;
        if (this.#refused >= REFUSED_MAX) return 'too many';
        entries = isLast ? before : [...before, ...entries.slice(number)];
      }
    }
    return isLast ? 'stopped' : undefined;
  }

  #add(documents: number): void {
    this.#documents += documents;
    this.#tell();
  }

  #refuse(refused: Refused): void {
    this.#refused += 1;
    this.#work.refused(refused);
    this.#tell();
  }

  #tell(): void {
    this.#work.count({ documents: this.#documents, refused: this.#refused, bytes: this.#bytes });
  }
}

function placeOf(file: number, { number, at, bytes }: Entry): Omit<Refused, 'code' | 'cause'> {
  return { file, number, at, bytes: bytes.length };
}

/** The server counts in the text that it was sent; the page says where that is in the file. */
function withoutPlace(detail: string): string {
  return detail.replace(/^(?:line|entry) \d+(?:, byte \d+ of the text)?: /, '');
}
