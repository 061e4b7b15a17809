import { exitCodes, StartupError } from '../../config/startup-error.js';

/** What a command throws that somebody asked to end. */
export function cancelled(): StartupError {
  return new StartupError('CANCELLED', exitCodes.failed, 'cancelled');
}

export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled();
}
