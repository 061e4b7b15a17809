import { type Revision } from './revision.js';

/** What there is to know about an open store. */
export interface StoreInfo {
  /** The data folder, absolute. */
  readonly path: string;
  readonly engine: string;
  readonly formatVersion: number;
  readonly lastRevision: Revision;
  /** The number of documents. */
  readonly documents: number;
}

export interface ChangesOptions {
  /** Where to begin: after this revision. Without it, from now on. */
  readonly since?: Revision | undefined;
}
