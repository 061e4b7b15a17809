/**
 * Buffers that are used again: measured, filling a fresh buffer takes twice as long, because each of its pages is
 * touched for the first time.
 */
export class BufferPool {
  readonly #bytes: number;
  readonly #idleMax: number;
  readonly #idle: Uint8Array[] = [];

  /** A pool of buffers of `bytes` bytes. `idleMax` bounds how many of them wait unused. */
  constructor(bytes: number, idleMax: number) {
    this.#bytes = bytes;
    this.#idleMax = idleMax;
  }

  /** How many buffers wait unused. */
  get idle(): number {
    return this.#idle.length;
  }

  take(): Uint8Array {
    return this.#idle.pop() ?? new Uint8Array(this.#bytes);
  }

  give(buffer: Uint8Array): void {
    if (buffer.byteLength === this.#bytes && this.#idle.length < this.#idleMax) {
      this.#idle.push(buffer);
    }
  }
}
