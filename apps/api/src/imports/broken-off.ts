import { type Imported } from '@bimetal/bindings';
import { ToldError } from '../problem/told-error.js';

/** Why an import did not come to its end, and exactly what of it is committed all the same: nothing else is. */
export function brokenOff(cause: unknown, { documents, last, revision }: Imported): ToldError {
  return new ToldError(cause, {
    imported: { documents, last, ...(revision === undefined ? {} : { revision: String(revision) }) },
  });
}
