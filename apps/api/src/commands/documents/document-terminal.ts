import { type ProgressLine } from '../progress-line.js';
import { type Output } from './output.js';

/** What a command for documents has of the terminal that it was called on. */
export interface DocumentTerminal {
  /** Aborts when somebody asks the process to end. */
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
  readonly output: Output;
  /** How many characters a line of the terminal has; undefined where standard output is none. */
  readonly columns: number | undefined;
  /** Says something on standard error. */
  readonly tell: (line: string) => void;
}
