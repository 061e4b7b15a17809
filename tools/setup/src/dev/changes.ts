import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { watch } from 'chokidar';

export type WatchedFiles = {
  root: string;
  /** Folders, relative to the root; they need not be there yet. */
  folders: readonly string[];
  /** Which of their files matter, by the end of the name. */
  endings: readonly string[];
};

/**
 * Tells of every file whose content changed. A build that writes the same bytes again is not a change: nothing would
 * behave differently after a restart.
 */
export function watchContents(files: WatchedFiles, changed: (path: string) => void): { close(): Promise<void> } {
  const { root, folders, endings } = files;
  const matters = (path: string) => endings.some((ending) => path.endsWith(ending));
  const hashes = new Map<string, string>();
  for (const folder of folders) {
    for (const path of globSync(`${folder}/**/*`, { cwd: root })) {
      if (matters(path)) hashes.set(path, hashOf(join(root, path)));
    }
  }
  const look = (absolute: string) => {
    const path = relative(root, absolute);
    if (!matters(path)) return;
    const hash = hashOf(absolute);
    if (hashes.get(path) === hash) return;
    hashes.set(path, hash);
    changed(path);
  };
  // Everything was read above, before the builds began: what differs from that is a change, even at the first look. The
  // root is watched and the rest left out, because a watched folder that a build removes and makes anew is lost.
  const watcher = watch(root, { ignored: (absolute) => !isOnTheWay(relative(root, absolute), folders) });
  watcher.on('add', look).on('change', look);
  return { close: () => watcher.close() };
}

/** Whether the path is one of the folders, below one, or above one. */
function isOnTheWay(path: string, folders: readonly string[]): boolean {
  if (path === '') return true;
  return folders.some((folder) => `${path}/`.startsWith(`${folder}/`) || `${folder}/`.startsWith(`${path}/`));
}

function hashOf(path: string): string {
  // A file that is being replaced may be gone for a moment; its new self is reported again.
  if (!existsSync(path)) return '';
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
