import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Makes `finalDir` hold what `stagingDir` holds, file by file and by renaming, and returns whether anything changed.
 *
 * INVARIANT: a file is never written in place. A running process has the addon mapped, and writing into it would crash
 * that process; a rename leaves it the old file. A file that is the same already is left alone, so that whoever watches
 * the folder restarts only for a reason. Addons come last: when one appears, the declarations beside it are new too.
 */
export function publish(stagingDir: string, finalDir: string): boolean {
  const fresh = filesIn(stagingDir).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  const stale = filesIn(finalDir).filter((file) => !fresh.includes(file));
  const changed = fresh.filter((file) => !sameContent(join(stagingDir, file), join(finalDir, file)));
  for (const file of changed) {
    mkdirSync(dirname(join(finalDir, file)), { recursive: true });
    replace(join(stagingDir, file), join(finalDir, file));
  }
  for (const file of stale) removeIfFree(join(finalDir, file));
  return changed.length + stale.length > 0;
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(folder, file)).isFile(),
  );
}

function rank(file: string): number {
  return file.endsWith('.node') ? 1 : 0;
}

/** Renames over what is there. */
export function replace(source: string, target: string): void {
  try {
    renameSync(source, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
    // Windows refuses to replace a library that is loaded, but lets it be renamed.
    const aside = `${target}.${Date.now()}.old`;
    renameSync(target, aside);
    renameSync(source, target);
    removeIfFree(aside);
  }
}

function removeIfFree(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    return; // Still loaded, on Windows: the next build removes it as stale.
  }
}

function sameContent(one: string, other: string): boolean {
  if (!existsSync(other) || statSync(one).size !== statSync(other).size) return false;
  const files = [openSync(one, 'r'), openSync(other, 'r')] as const;
  const chunks = [Buffer.allocUnsafe(1 << 20), Buffer.allocUnsafe(1 << 20)] as const;
  try {
    for (;;) {
      const lengths = [readSync(files[0], chunks[0]), readSync(files[1], chunks[1])] as const;
      if (lengths[0] !== lengths[1]) return false;
      if (lengths[0] === 0) return true;
      if (!chunks[0].subarray(0, lengths[0]).equals(chunks[1].subarray(0, lengths[1]))) return false;
    }
  } finally {
    files.forEach(closeSync);
  }
}
