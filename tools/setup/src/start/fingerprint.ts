import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that hold what is built or fetched, never what a person wrote. */
const NOT_SOURCES = new Set([
  'node_modules',
  'dist',
  'out-tsc',
  'target',
  'test-output',
  'coverage',
  '.angular',
  '.nx',
  '.git',
]);

/**
 * One hash over path, size and modification time of every source file below the entries (files or folders, relative to
 * the root). Content is not read: a touched file costs one look by Nx, which does read it, and a start costs milliseconds.
 */
export function sourcesFingerprint(root: string, entries: readonly string[]): string {
  return fingerprint(root, entries, {
    ignore: (name) => NOT_SOURCES.has(name) || name.endsWith('.spec.ts') || name.endsWith('.tsbuildinfo'),
    withTime: true,
  });
}

/** The same over what was built, without times: restoring an output from the cache writes the same file anew. */
export function outputsFingerprint(root: string, entries: readonly string[]): string {
  return fingerprint(root, entries, { ignore: (name) => name.endsWith('.tsbuildinfo'), withTime: false });
}

type Rule = { ignore: (name: string) => boolean; withTime: boolean };

function fingerprint(root: string, entries: readonly string[], rule: Rule): string {
  const hash = createHash('sha256');
  for (const entry of entries) addEntry(hash, root, entry, rule);
  return hash.digest('hex');
}

function addEntry(hash: ReturnType<typeof createHash>, root: string, path: string, rule: Rule): void {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stat) {
    hash.update(`${path} absent\n`);
    return;
  }
  if (!stat.isDirectory()) {
    hash.update(`${path} ${stat.size} ${rule.withTime ? stat.mtimeMs : ''}\n`);
    return;
  }
  const children = readdirSync(join(root, path), { withFileTypes: true });
  children.sort(byName);
  for (const child of children) {
    if (!rule.ignore(child.name)) addEntry(hash, root, `${path}/${child.name}`, rule);
  }
}

function byName(left: Dirent, right: Dirent): number {
  return left.name < right.name ? -1 : 1;
}
