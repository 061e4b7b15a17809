import { type LiveChange } from './live-status';

/**
 * Up to where a tab has heard of all changes, and what it has heard beyond. Whoever tells it, a connection of its own or another tab,
 * and from wherever on: each change counts once.
 *
 * LIMIT: beyond its place it remembers the keys of one batch, which is all that a connection can break in the middle of.
 */
export class HeardChanges {
  #place: bigint | undefined;
  #revision: bigint | undefined;
  readonly #keys = new Set<string>();

  /** The revision up to which nothing is missing; undefined before the first. */
  get place(): bigint | undefined {
    return this.#place;
  }

  /** Whether a change is new. */
  isNew({ key, revision }: LiveChange): boolean {
    if (this.#place !== undefined && revision <= this.#place) return false;
    if (revision !== this.#revision) {
      if (this.#revision !== undefined && revision < this.#revision) return false;
      this.#revision = revision;
      this.#keys.clear();
    }
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    return true;
  }

  /** All up to a revision has been told. */
  reach(place: bigint): void {
    if (this.#place !== undefined && place <= this.#place) return;
    this.#place = place;
    if (this.#revision !== undefined && this.#revision <= place) this.#keys.clear();
  }

  /** Begins anew: at a revision, or wherever the next connection begins. */
  begin(place: bigint | undefined): void {
    this.#place = place;
    this.#revision = undefined;
    this.#keys.clear();
  }
}
