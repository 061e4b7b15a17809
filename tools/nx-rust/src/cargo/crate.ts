import { posix, relative, sep } from 'node:path';
import type { CargoMetadata, CargoPackage, CargoTarget } from './metadata.ts';

/** An addon is a `cdylib` that depends on `napi`; an application has a binary; the rest are libraries. */
export type CrateKind = 'addon' | 'application' | 'library';

/** One Cargo package as the plugin sees it. Every path is relative to the Nx workspace and written with `/`. */
export interface Crate {
  name: string;
  description: string | undefined;
  root: string;
  /** The folder of the Cargo workspace: where Cargo.lock is. */
  cargoRoot: string;
  kind: CrateKind;
  /** Whether a build leaves something that can be run, loaded or linked: a plain library is compiled by what uses it. */
  hasArtifact: boolean;
  /** Globs of what a build of the crate reads, without its tests. */
  sources: string[];
  /** Crates named by path inside the Nx workspace. */
  dependencies: CrateDependency[];
  tags: string[];
  /** Globs of further files that the crate reads, from `[package.metadata.nx] inputs`. */
  inputs: string[];
}

export interface CrateDependency {
  root: string;
  kind: 'normal' | 'build' | 'dev';
}

export function cratesOf(metadata: CargoMetadata, workspaceRoot: string): Crate[] {
  const cargoRoot = inWorkspace(workspaceRoot, metadata.workspace_root) ?? '.';
  return metadata.packages.flatMap((found) => {
    const manifest = inWorkspace(workspaceRoot, found.manifest_path);
    return manifest === undefined ? [] : [crateOf(found, posix.dirname(manifest), cargoRoot, workspaceRoot)];
  });
}

function crateOf(found: CargoPackage, root: string, cargoRoot: string, workspaceRoot: string): Crate {
  const settings = nxSettings(found.metadata);
  return {
    name: found.name,
    description: found.description ?? undefined,
    root,
    cargoRoot,
    kind: kindOf(found),
    hasArtifact: found.targets.some(({ kind }) => kind.some((one) => ARTIFACTS.includes(one))),
    sources: [...folderGlobs(root), ...sourceGlobs(found.targets, root, workspaceRoot)],
    dependencies: found.dependencies.flatMap(({ path, kind }) => {
      const dependency = path === undefined ? undefined : inWorkspace(workspaceRoot, path);
      return dependency === undefined ? [] : [{ root: dependency, kind: kind ?? 'normal' }];
    }),
    tags: settings.tags,
    inputs: settings.inputs.map((glob) => inputGlob(glob, root)),
  };
}

const ARTIFACTS = ['bin', 'cdylib', 'dylib', 'staticlib'];

function kindOf(found: CargoPackage): CrateKind {
  const types = found.targets.flatMap((target) => target.crate_types);
  if (types.includes('cdylib') && found.dependencies.some(({ name }) => name === 'napi')) return 'addon';
  return types.includes('bin') && found.targets.some(({ kind }) => kind.includes('bin')) ? 'application' : 'library';
}

/**
 * A crate that is compiled from a folder may read anything in it: `include_str!("../words.txt")`, a build script's
 * `proto/`. Nobody looks into its tests, nor into what tools have written. At the root of the workspace the folder is
 * everything there is, and only the manifest is named.
 */
export function folderGlobs(root: string): string[] {
  if (root === '.') return ['Cargo.toml'];
  return [`${root}/*`, `${root}/!(${NOT_COMPILED.join('|')})/**/*`];
}

/** What tools write into the folder of a crate, and what only its own tests look into: Nx hashes neither for who uses it. */
export const WRITTEN_FOLDERS = ['dist', 'target', 'node_modules', 'test-output'];
export const TEST_FOLDERS = ['tests', 'benches', 'examples'];
const NOT_COMPILED = [...WRITTEN_FOLDERS, ...TEST_FOLDERS];

/** A whole folder for each kind of source, because modules and `include_str!` are not listed anywhere. */
function sourceGlobs(targets: CargoTarget[], root: string, workspaceRoot: string): string[] {
  const globs = new Set<string>();
  for (const { kind, src_path } of targets) {
    if (kind.some((one) => one === 'test' || one === 'bench' || one === 'example')) continue;
    const file = inWorkspace(workspaceRoot, src_path);
    if (file === undefined) continue;
    const folder = posix.relative(root, posix.dirname(file)).split('/')[0];
    if (kind.includes('custom-build')) globs.add(file);
    else if (!folder) globs.add(posix.join(root, '**/*.rs'));
    else if (folder === '..') globs.add(posix.join(posix.dirname(file), '**/*'));
    else globs.add(posix.join(root, folder, '**/*'));
  }
  return [...globs];
}

/** Reads `[package.metadata.nx]`, which anybody may have filled with anything. */
export function nxSettings(metadata: unknown): { tags: string[]; inputs: string[] } {
  const nx = isRecord(metadata) ? metadata['nx'] : undefined;
  const strings = (value: unknown) =>
    Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
  return isRecord(nx) ? { tags: strings(nx['tags']), inputs: strings(nx['inputs']) } : { tags: [], inputs: [] };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Globs of `[package.metadata.nx] inputs` start at the crate, or at the Nx workspace with `{workspaceRoot}/`. */
export function inputGlob(glob: string, root: string): string {
  return glob.startsWith('{workspaceRoot}/') ? glob.slice('{workspaceRoot}/'.length) : posix.join(root, glob);
}

/** LIMIT: what lies outside the Nx workspace cannot be hashed by Nx, and is left out. */
function inWorkspace(workspaceRoot: string, path: string): string | undefined {
  const found = relative(workspaceRoot, path).split(sep).join('/');
  if (found === '..' || found.startsWith('../') || /^[a-z]:/i.test(found)) return undefined;
  return found || '.';
}

/**
 * The crates that `crate` is compiled from, besides itself. Development dependencies count for the crate's own tests
 * only: cargo does not follow those of a dependency.
 */
export function dependencyClosure(crate: Crate, crates: readonly Crate[], withDev: boolean): Crate[] {
  const byRoot = new Map(crates.map((one) => [one.root, one]));
  const found = new Set<Crate>();
  const pending = crate.dependencies.filter(({ kind }) => withDev || kind !== 'dev');
  for (let next = pending.pop(); next; next = pending.pop()) {
    const dependency = byRoot.get(next.root);
    if (!dependency || dependency === crate || found.has(dependency)) continue;
    found.add(dependency);
    pending.push(...dependency.dependencies.filter(({ kind }) => kind !== 'dev'));
  }
  return [...found].sort((a, b) => a.root.localeCompare(b.root));
}
