import { readdirSync } from 'node:fs';
import { exitCodes, StartupError } from '../config/startup-error.js';

/** Refuses a target that holds anything, early: the store does so too, but only when its turn comes. */
export function refuseUsed(path: string): void {
  let names: string[];
  try {
    names = readdirSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    const reason = code === 'ENOTDIR' ? 'it is not a folder' : message;
    throw new StartupError('FOLDER_INVALID', exitCodes.store, `${path} cannot be used: ${reason}`);
  }
  if (names.length === 0) return;
  throw new StartupError(
    'FOLDER_INVALID',
    exitCodes.store,
    `${path} is not empty: name a folder that is, or a new one`,
  );
}
