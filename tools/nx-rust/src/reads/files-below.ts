import { readdirSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';

/** Folders that builds, tests and package managers write, never what a person wrote. */
const WRITTEN = new Set(['target', 'node_modules', 'dist', 'test-output', 'coverage']);
const TESTS = new Set(['tests', 'benches', 'examples']);

export interface WalkOptions {
  /** Whether `tests`, `benches` and `examples` directly in the folder count. */
  withTests?: boolean;
  /** Whether folders that are crates of their own count. */
  withCrates?: boolean;
  suffix?: string;
}

/** All files below a folder, without hidden ones and what is written by tools. Links are followed to files only. */
export function filesBelow(folder: string, options: WalkOptions = {}, depth = 0): string[] {
  const { withTests = true, withCrates = true, suffix = '' } = options;
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) return [];
    if (!entry.isDirectory()) return entry.name.endsWith(suffix) && isFile(entry, path) ? [path] : [];
    if (WRITTEN.has(entry.name) || (!withTests && depth === 0 && TESTS.has(entry.name))) return [];
    if (!withCrates && statSync(join(path, 'Cargo.toml'), { throwIfNoEntry: false })) return [];
    return filesBelow(path, options, depth + 1);
  });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

function isFile(entry: Dirent, path: string): boolean {
  return entry.isFile() || (entry.isSymbolicLink() && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false));
}
