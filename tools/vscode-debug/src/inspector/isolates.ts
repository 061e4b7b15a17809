import type { Isolate } from './isolate.ts';

/** The isolates of a program that are there now. */
export class Isolates {
  readonly #all = new Set<Isolate>();

  get all(): readonly Isolate[] {
    return [...this.#all];
  }

  get main(): Isolate | undefined {
    return this.all.find(({ worker }) => !worker);
  }

  get workers(): readonly Isolate[] {
    return this.all.filter(({ worker }) => worker);
  }

  /** Those that V8 pauses in. */
  get paused(): readonly Isolate[] {
    return this.all.filter(({ pause }) => pause);
  }

  of(threadId: number): Isolate | undefined {
    return this.all.find((isolate) => isolate.threadId === threadId);
  }

  add(isolate: Isolate): void {
    this.#all.add(isolate);
  }

  delete(isolate: Isolate): void {
    this.#all.delete(isolate);
  }
}
