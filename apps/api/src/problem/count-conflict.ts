import { quoted } from './quoted.js';
import { RequestError } from './request-error.js';

/** The documents of a range are not as many as a request says. */
export class CountConflict extends RequestError {
  /** How many they are. */
  readonly count: number;

  constructor(prefix: string, expected: number, count: number) {
    super(
      'COUNT_CONFLICT',
      `${count} documents have the prefix ${quoted(prefix)}, not ${expected}: look at them, and say how many they are`,
    );
    this.count = count;
  }
}
