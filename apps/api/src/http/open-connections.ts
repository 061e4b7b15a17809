/** How many connections are open, of all that share one bound. */
export interface OpenConnections {
  /** Counts one more, unless as many are open as may be. Returns whether it did. */
  take(openMax: number): boolean;
  /** Counts one that has closed. */
  give(): void;
}

/** The connections of one event loop that serves alone. */
export class OwnConnections implements OpenConnections {
  #open = 0;

  take(openMax: number): boolean {
    if (this.#open >= openMax) return false;
    this.#open++;
    return true;
  }

  give(): void {
    this.#open--;
  }
}
