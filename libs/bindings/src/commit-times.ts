import { type Revision } from './revision.js';

/** How one batch came to be durable. Moments are told by how many milliseconds ago they were when they were asked for. */
export interface CommitTimes {
  /** The first and the last batch of its commit group: those between are in it as well, and no others. */
  readonly firstRevision: Revision;
  readonly lastRevision: Revision;
  /** When it was queued. */
  readonly queuedAgoMs: number;
  /** When the committer took its group from the queue. */
  readonly takenAgoMs: number;
  /** When the fsync of the group began and ended, the last one of several. Absent where the engine does not tell. */
  readonly fsyncBeganAgoMs?: number;
  readonly fsyncEndedAgoMs?: number;
  /** When readers saw the group, and its callers were about to hear of it. */
  readonly shownAgoMs: number;
}
