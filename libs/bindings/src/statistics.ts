import { type Revision } from './revision.js';

/** Figures of an open store, for an operator. */
export interface Statistics {
  /** The documents, those included whose time to live is over and that wait to be removed. */
  readonly documents: number;
  /** The documents that have a time to live. */
  readonly expiringDocuments: number;
  /** The bytes on disk that documents need. */
  readonly liveBytes: number;
  /** The bytes on disk of what was overwritten or removed. */
  readonly deadBytes: number;
  /** The bytes that the engine's files take. */
  readonly diskBytes: number;
  /** The engine's data files. */
  readonly segments: number;
  /** A change feed can begin after this revision, and not before it. */
  readonly changesSince: Revision;
  /** The fsyncs since the store was opened. */
  readonly syncs: number;
  /** How long the last fsyncs took, in microseconds, newest last; 128 at most. */
  readonly syncMicros: readonly number[];
  readonly compaction: 'idle' | 'running' | 'waiting for room' | 'stopped';
  /** The bytes that compaction has written since the store was opened. */
  readonly compactedBytes: number;
}

/** What a check of the whole store found. */
export interface CheckReport {
  /** The documents that were read. */
  readonly documents: number;
  /** The records whose checksums were compared, superseded ones included. */
  readonly records: number;
  /** The bytes that were read. */
  readonly bytes: number;
  /** What is wrong, one sentence each with the place; none when all is well, 100 at the most. */
  readonly problems: readonly string[];
}
