import { type Revision } from '@bimetal/bindings';
import { exitCodes, StartupError } from '../../config/startup-error.js';

/** The refusal of changes that are not kept any more. */
export function historyGone(since: Revision, oldest: Revision): StartupError {
  const advice = `begin with the documents (--snapshot), or at a revision from ${oldest} on`;
  const message = `the changes since ${since} are not kept any more: ${advice}`;
  return new StartupError('HISTORY_GONE', exitCodes.failed, message);
}
