import { type Writable } from 'node:stream';
import { exitCodes, StartupError } from '../../config/startup-error.js';

/** Thrown when nobody reads on (`bimetal list | head`): a reason to end, and no failure. */
export class OutputClosed extends Error {}

/** What the size of a piece is that is handed on. */
const BYTES = 64 * 1024;

/** Standard output, or a file: what is written goes on in pieces, and waits for who takes it. */
export class Output {
  readonly #stream: Writable;
  readonly #name: string;
  #pieces: (string | Uint8Array)[] = [];
  #bytes = 0;
  #failure: NodeJS.ErrnoException | undefined;

  constructor(stream: Writable = process.stdout, name = 'standard output') {
    this.#stream = stream;
    this.#name = name;
    stream.on('error', (error) => (this.#failure ??= error));
  }

  /** Takes a piece of text, which must stay as it is until a flush. */
  add(piece: string | Uint8Array): void {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
  }

  /** Writes what has been taken, if it is worth it. */
  async flushLarge(): Promise<void> {
    if (this.#bytes >= BYTES) await this.flush();
  }

  /** Writes what has been taken. Resolves when the stream has handed it on. */
  async flush(): Promise<void> {
    const pieces = this.#pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece));
    this.#pieces = [];
    this.#bytes = 0;
    this.#throwFailure();
    await new Promise<void>((resolve) => this.#stream.write(Buffer.concat(pieces), () => resolve()));
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure === undefined) return;
    if (this.#failure.code === 'EPIPE') throw new OutputClosed();
    throw new StartupError('IO', exitCodes.failed, `${this.#name} cannot be written to: ${this.#failure.message}`);
  }
}
