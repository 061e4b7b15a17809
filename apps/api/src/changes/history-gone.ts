import { type Revision, type Store } from '@bimetal/bindings';
import { RequestError } from '../problem/request-error.js';

/** The refusal of a reader who asks for changes that are not retained any more. */
export function historyGone(since: Revision, store: Store): RequestError {
  const oldestRevision = String(store.statistics().changesSince);
  return new RequestError(
    'HISTORY_GONE',
    `the changes since ${since} are not retained any more, only those since ${oldestRevision}: read the documents and follow the changes since then, or ask with snapshot=true`,
    {},
    { oldestRevision },
  );
}
