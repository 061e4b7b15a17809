import { type Revision } from './revision.js';

/**
 * What a write did, in one number: its revision, and negative where there was a document under the key, which it replaced or
 * removed. One that had expired is none. A number and not an object, because most writes are answered with it and forgotten.
 */
export type WriteOutcome = bigint;

/** The revision of a write. */
export function revisionOf(outcome: WriteOutcome): Revision {
  return outcome < 0n ? -outcome : outcome;
}

/** Whether a write replaced or removed a document. */
export function metDocument(outcome: WriteOutcome): boolean {
  return outcome < 0n;
}
