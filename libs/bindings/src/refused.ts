import { BimetalError } from './bimetal-error.js';

/** @internal The error of an argument or an option that does not fit. */
export function refused(name: string, expected: string): BimetalError {
  return new BimetalError('ARGUMENT_INVALID', `argument \`${name}\` must be ${expected}`, {
    details: { argument: name },
  });
}
