import { type Document, type Revision } from '@bimetal/bindings';
import { type DocumentRange, type FileFormat, type ItemForm, type WriteCondition } from '../../config/data-command.js';

/** How a value is written. */
export interface PutTerms extends WriteCondition {
  /** How long the document lives, in milliseconds. */
  readonly ttlMs: number | undefined;
}

/** How a document is patched. */
export interface PatchTerms extends WriteCondition {
  readonly type: 'merge' | 'json';
}

/** Which changes are followed, and from where on. */
export interface ChangeChoice {
  readonly prefix: string | undefined;
  /** A filter: what documents are to be like, or were. */
  readonly where: string | undefined;
  /** After this revision; from now on without it. */
  readonly since: Revision | undefined;
  /** Whether the documents come before the changes. */
  readonly snapshot: boolean;
}

/** One event of a change feed: its name, and its data, which is the text of one JSON object. */
export interface ChangeEvent {
  readonly event: string;
  readonly data: string;
}

/** How documents are taken in. */
export interface ImportTerms {
  readonly format: FileFormat;
  /** Whether documents that are there already are refused. */
  readonly createOnly: boolean;
}

/** What an import has committed. */
export interface ImportOutcome {
  readonly documents: number;
  /** Of the last batch; undefined when there was nothing to commit. */
  readonly revision: Revision | undefined;
}

/**
 * Where the documents are that a command works on: a data folder that this process opens, or a server. Both answer alike: what one
 * refuses the other refuses with the same code. Nothing here parses a value.
 */
export interface DataTarget extends AsyncDisposable {
  /** `undefined` when there is no such document. */
  get(key: string): Promise<Document | undefined>;
  /** Resolves when the write is on disk. */
  put(key: string, value: Uint8Array, terms: PutTerms): Promise<Revision>;
  /** Resolves when the write is on disk. */
  patch(key: string, patch: Uint8Array, terms: PatchTerms): Promise<Revision>;
  /** Resolves when that is on disk, also when there was nothing. */
  remove(key: string, when: WriteCondition): Promise<Revision>;
  /**
   * The documents of a range as of one revision, as the text of one JSON array, or of some one behind the other. A chunk is valid until
   * the next one is asked for.
   */
  list(range: DocumentRange, form: ItemForm): AsyncIterable<Uint8Array>;
  /** How many documents a range has, whatever their values are: not for ranges with a filter. */
  count(range: Omit<DocumentRange, 'where'>): Promise<number>;
  /** Takes in the documents of a text. Throws `ImportBrokenOff` where a part of them is committed. */
  import(text: AsyncIterable<Uint8Array>, terms: ImportTerms): Promise<ImportOutcome>;
  /** Ends where there can be no more changes. `tell` hears in words what happens to the feed meanwhile. */
  changes(choice: ChangeChoice, tell: (line: string) => void): AsyncIterable<ChangeEvent>;
}
