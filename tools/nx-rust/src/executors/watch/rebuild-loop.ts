/**
 * Runs builds one after another, never two at once. Edits that come together, or while a build runs, cost one build
 * that starts after the last of them, since what was being built may have missed them.
 */
export class RebuildLoop {
  readonly #build: () => Promise<void>;
  readonly #settleMs: number;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(build: () => Promise<void>, settleMs: number) {
    this.#build = build;
    this.#settleMs = settleMs;
  }

  /** Something has changed. */
  request(): void {
    if (this.#stopped) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#start(), this.#settleMs);
  }

  /** Starts no further build, and resolves when the running one has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #start(): void {
    this.#running = this.#build().finally(() => {
      this.#running = undefined;
      if (!this.#again) return;
      this.#again = false;
      this.request();
    });
  }
}
