import { type Revision } from '@bimetal/bindings';
import { type OnceNote } from './kept-answer.js';

/** An `Idempotency-Key` in the hands of one request. */
export interface Claim {
  /** The name of its note. */
  readonly name: string;
  /** What is asked for. */
  readonly request: string;
  /** How long a note of it is kept, in milliseconds since 1970. */
  readonly until: number;
  /** The note that there is of the same request. */
  readonly note: (OnceNote & { readonly revision: Revision }) | undefined;
  /** Gives it back, and says whether there may be a note of this request now. */
  readonly end: (isKept: boolean) => void;
}
