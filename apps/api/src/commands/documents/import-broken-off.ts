import { type ImportOutcome } from './data-target.js';

/** Why an import did not come to its end, and what of it is committed all the same. */
export class ImportBrokenOff extends Error {
  readonly done: ImportOutcome;

  constructor(cause: unknown, done: ImportOutcome) {
    super('an import broke off', { cause });
    this.done = done;
  }
}
