import { basename, join, relative, sep } from 'node:path';
import { dependencyClosure } from '../../cargo/crate.ts';
import type { CargoProject } from '../../cargo/project.ts';

/** The folders and files whose edits call for a rebuild. Absolute. */
export function watchedPaths(project: CargoProject): string[] {
  const { crate, crates, workspaceRoot, cargoRoot } = project;
  const folders = [crate, ...dependencyClosure(crate, crates, false)].map(({ root }) => join(workspaceRoot, root));
  const files = ['Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', '.cargo/config.toml'];
  return [...folders, ...files.map((file) => join(cargoRoot, file))];
}

/** What is written by builds and tests, or is not read by cargo: watching it would build for ever, or for nothing. */
export function isIgnored(path: string, roots: readonly string[], outputDir: string): boolean {
  const root = roots.find((one) => path === one || path.startsWith(one + sep));
  if (root === undefined || path === root) return false;
  const [first, ...rest] = relative(root, path).split(sep);
  if (first === undefined) return false;
  return (
    NOT_SOURCES.has(first) || first === outputDir || rest.includes('node_modules') || basename(path).startsWith('.')
  );
}

const NOT_SOURCES = new Set(['target', 'node_modules', 'test-output', 'dist', 'tests', 'benches', 'examples']);

/** A manifest may name another crate by path, which is to be watched from then on. */
export function isManifest(path: string): boolean {
  return basename(path) === 'Cargo.toml';
}
