import { type Revision } from './revision.js';

/** What must hold for a write to commit. The store decides when the write's turn comes, so that nothing slips in between. */
export interface ConditionOptions {
  /** The document must have been last written at this revision. Otherwise the write fails with REVISION_CONFLICT. */
  readonly ifRevision?: Revision | undefined;
  /** There must be no document. Otherwise the write fails with REVISION_CONFLICT. */
  readonly ifAbsent?: boolean | undefined;
}

/** How a value is put. */
export interface PutOptions extends ConditionOptions {
  /** How long the document lives, in milliseconds from now: then nobody reads it any more, and it is removed. */
  readonly ttlMs?: number | undefined;
  /** When the document expires. Not together with {@link PutOptions.ttlMs}. */
  readonly expires?: Date | undefined;
}
