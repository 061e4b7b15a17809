/** What {@link Restarting} needs of a running program. */
export type Running = { ended: Promise<string>; stop(patience_ms: number): Promise<void> };

export type RestartingOptions = {
  /** Starts the program, or answers undefined when what it needs is not built yet. */
  start: () => Running | undefined;
  say: (line: string) => void;
  /** How long the files must be quiet before a restart: a compiler writes many of them. */
  quiet_ms: number;
  /** How long the program may take to end by itself. */
  patience_ms: number;
};

/**
 * Keeps one program running as its files change. A change stops it gracefully, waits for its end, and starts it again;
 * changes that come in the meantime make one more restart, never two at a time. A program that ends by itself is not
 * started again until something changes: the same code would only fail again.
 */
export class Restarting {
  readonly #options: RestartingOptions;
  #running: Running | undefined;
  #timer: NodeJS.Timeout | undefined;
  #busy: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: RestartingOptions) {
    this.#options = options;
  }

  /** Starts it for the first time. */
  start(): void {
    this.#enqueue(() => this.#launch());
  }

  /** Tells that a file of the program changed. */
  changed(reason: string): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#enqueue(() => this.#restart(reason)), this.#options.quiet_ms);
  }

  /** Ends it for good. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#enqueue(() => this.#stop());
    await this.#busy;
  }

  #enqueue(step: () => Promise<void> | void): void {
    this.#busy = this.#busy.then(step);
  }

  async #restart(reason: string): Promise<void> {
    if (this.#closed) return;
    this.#options.say(this.#running ? `${reason}: restarting` : `${reason}: starting`);
    await this.#stop();
    this.#launch();
  }

  async #stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.stop(this.#options.patience_ms);
  }

  #launch(): void {
    if (this.#closed) return;
    const running = this.#options.start();
    this.#running = running;
    if (!running) return;
    void running.ended.then((how) => {
      // A stop that we asked for has taken it out before it ended.
      if (this.#running !== running) return;
      this.#running = undefined;
      this.#options.say(`${how}; waiting for the next change`);
    });
  }
}
