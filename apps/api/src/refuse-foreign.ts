import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes, StartupError } from './config/startup-error.js';

const META = 'bimetal.meta';

/** What the store and its engines call their files, and what a file system puts into the root of a disk. */
const OURS = /^(?:bimetal\..*|segment-\d+\.log|documents\.redb.*|lost\+found)$/;

/** Whether a folder holds a store. */
export function isStore(path: string): boolean {
  return existsSync(join(path, META));
}

/** Refuses to make a data folder of one in which somebody keeps something else. */
export function refuseForeign(path: string): void {
  let names: string[];
  try {
    names = readdirSync(path);
  } catch {
    // Not there, no folder, not readable: the store says so.
    return;
  }
  const foreign = names.find((name) => !OURS.test(name));
  if (foreign === undefined || names.includes(META)) return;
  throw new StartupError(
    'FOLDER_INVALID',
    exitCodes.store,
    `the data folder ${path} is no store and holds something else (${foreign}): choose an empty folder, or a new one`,
  );
}
