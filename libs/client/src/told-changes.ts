import { type FeedEvent } from './feed-event.js';

/**
 * What was told of the revision that is being told. An id comes with the last change of a revision, so that a connection that breaks
 * in the middle of one is followed by the whole of it: what was told before is not told again.
 */
export class ToldChanges {
  #revision: bigint | undefined;
  readonly #keys = new Set<string>();

  /** Whether an event is new. */
  isNew(event: FeedEvent): boolean {
    if (event.type !== 'put' && event.type !== 'remove') {
      this.#begin(undefined);
      return true;
    }
    if (event.revision !== this.#revision) this.#begin(event.revision);
    if (this.#keys.has(event.key)) return false;
    this.#keys.add(event.key);
    return true;
  }

  #begin(revision: bigint | undefined): void {
    this.#revision = revision;
    this.#keys.clear();
  }
}
