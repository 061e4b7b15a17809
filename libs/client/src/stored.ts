/** A document as it is stored. */
export interface Stored<T> {
  readonly key: string;
  readonly value: T;
  /** The revision that wrote it: what `ifRevision` of a write takes. */
  readonly revision: bigint;
}

/** What a write did. */
export interface Written {
  readonly revision: bigint;
  /** Whether there was no document before; undefined where the server does not say. */
  readonly created: boolean | undefined;
  /** Whether there was a document to remove. */
  readonly removed: boolean | undefined;
}

/** A document under a key that the server has made. */
export interface Created {
  readonly key: string;
  readonly revision: bigint;
}
