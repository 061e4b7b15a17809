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
  readonly compaction: 'idle' | 'running' | 'waiting for room' | 'stopped';
  /** The bytes that background work has written since the store was opened: compaction, and the checkpoint. */
  readonly compactedBytes: number;
  /** Why background work does not get on; absent while it does. */
  readonly backgroundFailure?: BackgroundFailure;
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
