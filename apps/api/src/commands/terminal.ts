import { type ProgressLine } from './progress-line.js';

/** What a command has of the terminal that it was called on. */
export interface Terminal {
  /** Aborts when somebody asks the process to end. */
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
  /** Prints what was asked for. */
  readonly print: (line: string) => void;
}
