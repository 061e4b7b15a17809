import { type Store } from '@bimetal/bindings';
import { openFolder } from '../open-store.js';

const ADVICE = '. A running server makes its backups itself: POST /api/backups (it needs --backup-path)';

/** Opens a folder that holds a store, to look at it: nothing in it is compacted or removed. */
export function openExisting(path: string): Store {
  return openFolder(path, { existing: true }, ADVICE);
}
