import { type ErrorCode } from './error-code.js';
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
  /** How many of all fsyncs took how long. */
  readonly syncHistogram: SyncHistogram;
  /** The writes since the store was opened, and those that wait. */
  readonly commits: Commits;
  readonly compaction: 'idle' | 'running' | 'waiting for room' | 'stopped';
  /** The bytes that background work has written since the store was opened: compaction, and the checkpoint. */
  readonly compactedBytes: number;
  /** Why background work does not get on; absent while it does. */
  readonly backgroundFailure?: BackgroundFailure;
}

/** How many fsyncs took how long, in microseconds. */
export interface SyncHistogram {
  /** Upper bounds, rising. */
  readonly boundsMicros: readonly number[];
  /** How many fell to each bound and not to the one before; one more than there are bounds, for those beyond the last. */
  readonly counts: readonly number[];
  /** How long all took together. */
  readonly microsSum: number;
}

/** Writes that were committed, and those that wait. */
export interface Commits {
  /** Commit groups that are on disk, each with one fsync where the engine can. */
  readonly groups: number;
  /** The batches in them. */
  readonly batches: number;
  /** Batches that wait for their commit group, and the bytes of them. */
  readonly queuedBatches: number;
  readonly queuedBytes: number;
}

/** Background work that failed and is tried again, with pauses that grow. Reads and writes go on. */
export interface BackgroundFailure {
  /** The code of the last error; `INTERNAL` for a panic. */
  readonly code: ErrorCode;
  /** The last error and its causes, in one line. */
  readonly message: string;
  /** When the first of the failures was that followed one another, in milliseconds since 1970. */
  readonly since: number;
  /** How many there were. */
  readonly failures: number;
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
