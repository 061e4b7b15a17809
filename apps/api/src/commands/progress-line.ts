import { type WriteStream } from 'node:tty';
import { type OperationProgress } from '@bimetal/bindings';
import { bytesText } from './figures.js';

/** Back to the first column, and away with what stands there. */
const CLEAR = '\r\x1b[K';

/** How far long work has come, on the last line of a terminal. Where standard error is none, it says nothing. */
export class ProgressLine {
  readonly #command: string;
  readonly #stream: Pick<WriteStream, 'isTTY' | 'write'>;
  #isShown = false;

  constructor(command: string, stream: Pick<WriteStream, 'isTTY' | 'write'> = process.stderr) {
    this.#command = command;
    this.#stream = stream;
  }

  /** What shows the progress of one part of the work; `undefined` when nobody would see it. */
  show(part: string): ((progress: OperationProgress) => void) | undefined {
    if (!this.#stream.isTTY) return undefined;
    return (progress) => {
      this.#stream.write(`${CLEAR}${this.#command}: ${part}, ${progressText(progress)}`);
      this.#isShown = true;
    };
  }

  /** Takes the line away, so that something else can be printed. */
  clear(): void {
    if (this.#isShown) this.#stream.write(CLEAR);
    this.#isShown = false;
  }
}

function progressText({ bytes, bytesAll }: OperationProgress): string {
  if (bytesAll === 0) return bytesText(bytes);
  const percent = Math.min(100, Math.floor((bytes / bytesAll) * 100));
  return `${percent} % (${bytesText(bytes)} of ${bytesText(bytesAll)})`;
}
