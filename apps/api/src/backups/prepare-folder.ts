import { mkdirSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { configError } from '../config/startup-error.js';

/** Makes the folder for backups, and sees whether something can be made in it: at the start, and not when a backup is needed. */
export function prepareFolder(path: string | undefined): void {
  if (path === undefined) return;
  try {
    makeFolder(path);
    rmdirSync(mkdtempSync(join(path, '.unfinished-')));
  } catch (error) {
    throw configError(`--backup-path: no backup can be made in ${path}: ${(error as Error).message}`);
  }
}

/** Not with `recursive: true`: Node tries for ever where a system makes no folders, in /proc for instance. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  mkdirSync(path);
}
