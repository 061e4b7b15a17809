import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { isOwn } from './trust.ts';

/** What a file is called that is being written: this, the process id, and something random. */
export const TEMPORARY = '.unfinished-';

const DAY_MS = 24 * 60 * 60 * 1000;
const UNUSED_MS_MAX = 30 * DAY_MS;
const UNFINISHED_MS_MAX = DAY_MS;

const ENTRY = /^[0-9a-f]{64}$/;

/**
 * Removes from a cache what crashes left behind, and the entries of other builds that nobody has used for 30 days. It is
 * called only after something was written, so that a start that finds its file does nothing else.
 */
export function sweep(cache: string, ownEntry: string): void {
  for (const name of namesIn(cache)) {
    if (!ENTRY.test(name)) continue;
    const folder = join(cache, name);
    const stats = lstatSync(folder, { throwIfNoEntry: false });
    if (stats === undefined || !stats.isDirectory() || !isOwn(stats)) continue;
    const files = namesIn(folder).map((file) => join(folder, file));
    if (name !== ownEntry && files.every((file) => ageOf(file) > UNUSED_MS_MAX) && ageOf(folder) > UNUSED_MS_MAX) {
      remove(folder);
    } else {
      files.filter(isLeftOver).forEach(remove);
    }
  }
}

/** Its writer is gone. Process ids come again, so that a day is long enough for anybody. */
function isLeftOver(path: string): boolean {
  const pid = /[/\\]\.unfinished-(\d+)-[^/\\]*$/.exec(path)?.[1];
  return pid !== undefined && (!isRunning(Number(pid)) || ageOf(path) > UNFINISHED_MS_MAX);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function ageOf(path: string): number {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats === undefined ? 0 : Date.now() - stats.mtimeMs;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Somebody else may be at it, and Windows keeps what is loaded: the next sweep comes. */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    return;
  }
}
