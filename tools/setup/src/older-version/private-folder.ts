import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { workspaceRoot } from '../workspace.ts';

/** Where programs are kept that only the tests of the debugging tools start: beside the packages, and gone with them. */
const PRIVATE = join(workspaceRoot, 'node_modules/.cache/bimetal');

/**
 * The private folder of this name, filled the first time. INVARIANT: a folder that is there is complete, since it gets its
 * name when it has been filled; so an interrupted installation leaves nothing that looks like one.
 */
export function filledFolder(name: string, fill: (folder: string) => void, parent = PRIVATE): string {
  const folder = join(parent, name);
  if (existsSync(folder)) return folder;
  mkdirSync(parent, { recursive: true });
  const unfinished = mkdtempSync(`${folder}-unfinished-`);
  try {
    fill(unfinished);
    rename(unfinished, folder);
    return folder;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function rename(unfinished: string, folder: string): void {
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    // Somebody else has filled it meanwhile.
    if (!existsSync(folder)) throw error;
  }
}
