import { basename, join, relative, sep } from 'node:path';
import type { CargoProject } from '../../cargo/project.ts';
import { localCrates } from '../../reads/local-crates.ts';
import { isInside, staticReads } from '../../reads/static-reads.ts';

/** The folders and files whose edits call for a rebuild. Absolute. */
export function watchedPaths(project: CargoProject, env: NodeJS.ProcessEnv): string[] {
  const { workspaceRoot, crateRoot, cargoRoot } = project;
  const folders = localCrates(crateRoot, false, env).map(({ folder }) => folder);
  const files = ['Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', '.cargo/config.toml'];
  const { files: read } = staticReads({ workspaceRoot, crateRoot, kind: 'build', env });
  const elsewhere = [...read].filter((file) => !folders.some((folder) => isInside(file, folder)));
  return [...new Set([...folders, ...files.map((file) => join(cargoRoot, file)), ...elsewhere])];
}

/**
 * What is written by builds and tests, or is not read by cargo: watching it would build for ever, or for nothing.
 * `written` are the folders that this build writes into, wherever they are (CARGO_TARGET_DIR). Absolute.
 */
export function isIgnored(path: string, roots: readonly string[], written: readonly string[]): boolean {
  if (written.some((folder) => isInside(path, folder) || hasFirstName(path, folder))) return true;
  const root = roots.find((one) => path === one || path.startsWith(one + sep));
  if (root === undefined || path === root) return false;
  const [first, ...rest] = relative(root, path).split(sep);
  if (first === undefined) return false;
  return NOT_SOURCES.has(first) || rest.includes('node_modules') || basename(path).startsWith('.');
}

/** Cargo makes a folder to write into under a name of its own, with six letters or digits behind, and renames it then. */
function hasFirstName(path: string, folder: string): boolean {
  return path.startsWith(folder) && FIRST_NAME.test(path.slice(folder.length));
}

const FIRST_NAME = /^[A-Za-z0-9]{6}(?:[\\/]|$)/;

const NOT_SOURCES = new Set(['target', 'node_modules', 'test-output', 'dist', 'tests', 'benches', 'examples']);

/** A manifest may name another crate by path, which is to be watched from then on. */
export function isManifest(path: string): boolean {
  return basename(path) === 'Cargo.toml';
}
