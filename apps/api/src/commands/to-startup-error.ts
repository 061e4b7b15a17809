import { BimetalError } from '@bimetal/bindings';
import { exitCodeOf, StartupError } from '../config/startup-error.js';
import { messageWithCauses } from '../open-store.js';

/** A command ends in plain words, whatever went wrong that the store knows of. */
export function toStartupError(error: unknown): unknown {
  if (!(error instanceof BimetalError)) return error;
  // A cause of the same code says the same again, from further inside.
  const message = BimetalError.is(error.cause, error.code) ? error.message : messageWithCauses(error);
  return new StartupError(error.code, exitCodeOf(error.code), message, { cause: error });
}
