/** What a key holds: the JSON text that was put, or undefined when it was removed or never written. */
export type Content = string | undefined;

/** What one client wrote and what it was answered, which is what the store must still know after a kill. */
export class Ledger {
  readonly #answered = new Map<string, Content>();
  readonly #pending = new Map<string, Content>();
  writesAnswered = 0;
  revisionMax = 0n;

  begin(key: string, content: Content): void {
    this.#pending.set(key, content);
  }

  answer(key: string, content: Content, revision: bigint): void {
    this.#pending.delete(key);
    this.#answered.set(key, content);
    this.writesAnswered++;
    if (revision > this.revisionMax) this.revisionMax = revision;
  }

  /**
   * Compares with what the store holds after a restart. An answered write must be there; one that was in flight may be
   * there or not, but nothing else may. What is found is taken over as the state from which to go on.
   */
  settle(found: ReadonlyMap<string, string>): string[] {
    const faults: string[] = [];
    for (const key of new Set([...this.#answered.keys(), ...this.#pending.keys()])) {
      const content = found.get(key);
      const allowed = [this.#answered.get(key), ...(this.#pending.has(key) ? [this.#pending.get(key)] : [])];
      if (!allowed.includes(content)) faults.push(`${key}: found ${content}, expected ${allowed.join(' or ')}`);
      this.#answered.set(key, content);
    }
    this.#pending.clear();
    return faults;
  }

  /** The keys that should hold something now. */
  keys(): string[] {
    return [...this.#answered].filter(([, content]) => content !== undefined).map(([key]) => key);
  }
}
