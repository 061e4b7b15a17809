import { type Imported } from '@bimetal/bindings';

/** Why an import did not come to its end, and what of it is committed all the same. */
export class ImportBrokenOff extends Error {
  readonly done: Imported;

  constructor(cause: unknown, done: Imported) {
    super('an import broke off', { cause });
    this.done = done;
  }
}
