import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

const OWNER_ONLY = 0o700;

/**
 * Makes a folder, and those above it that are missing, for this user alone. What is there already stays as it is. Node's own
 * recursive way says ENOENT where the reason is a read-only file system.
 */
export function makeFolder(path: string): void {
  if (made(path)) return;
  makeFolder(dirname(path));
  if (!made(path)) throw new Error(`${path} cannot be made: the folder above it was taken away`);
}

/** Whether the folder is there now; `false` when the one above it is not. */
function made(path: string): boolean {
  try {
    mkdirSync(path, { mode: OWNER_ONLY });
    return true;
  } catch (error) {
    if (existsSync(path)) return true;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && dirname(path) !== path) return false;
    throw error;
  }
}
