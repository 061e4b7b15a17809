/**
 * What keeps the documents on disk: `log`, an append-only log with an index in memory, or `redb`, for data far larger than
 * memory.
 */
export type Engine = 'log' | 'redb';

/** How to open a store. */
export interface OpenOptions {
  /** The engine of a new folder, `log` by default. A folder that has another is refused with ENGINE_MISMATCH. */
  readonly engine?: Engine | undefined;
  /** The most bytes in one value; 16 MiB by default. */
  readonly valueBytesMax?: number | undefined;
  /** The deepest nesting in one value; 512 by default. */
  readonly valueDepthMax?: number | undefined;
  /** How many changes the store remembers in memory for feeds that lag. */
  readonly changesMax?: number | undefined;
  /** The most bytes of changes that the log engine keeps on disk for feeds; 16 MiB by default. */
  readonly retainedBytesMax?: number | undefined;
  /** The oldest change that the log engine keeps on disk for feeds, in milliseconds; 24 hours by default. */
  readonly retainedMsMax?: number | undefined;
  /**
   * Opens only a store that is there, to look at it: another folder is refused with FOLDER_INVALID, and nothing is compacted
   * or removed because it has expired.
   */
  readonly existing?: boolean | undefined;
}
