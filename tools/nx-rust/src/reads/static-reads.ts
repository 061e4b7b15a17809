import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { TomlValue } from 'smol-toml';
import {
  cargoConfigPaths,
  clippySettings,
  foldersUpwards,
  rustfmtSettings,
  toolchainPaths,
} from '../cargo/cargo-files.ts';
import { variablesRead } from './environment.ts';
import { filesBelow } from './files-below.ts';
import { localCrates, type LocalCrate } from './local-crates.ts';
import { namedIn } from './rust-literals.ts';
import { tableAt, tomlFile } from './toml-file.ts';

/** What a target reads. Files are absolute, and in no order; a folder stands for everything in it. */
export interface Reads {
  files: Set<string>;
  variables: string[];
}

/** What is done with a crate. All but a build look at its tests, benches and examples, and at the development dependencies. */
export type ReadsKind = 'build' | 'test' | 'lint' | 'format';

export interface Question {
  workspaceRoot: string;
  /** Absolute. */
  crateRoot: string;
  kind: ReadsKind;
  env: NodeJS.ProcessEnv;
}

/**
 * What can be said before anything is compiled. It is meant to be too much rather than too little; what it lacks all
 * the same is found in cargo's own notes after the run.
 */
export function staticReads(question: Question): Reads {
  const { workspaceRoot, crateRoot, kind, env } = question;
  const withTests = kind !== 'build';
  const files = new Set([...cargoConfigPaths(crateRoot, env), ...toolchainPaths(crateRoot), ...settingsOf(question)]);
  const variables: string[] = [];
  for (const [index, crate] of localCrates(crateRoot, withTests, env).entries()) {
    for (const name of ['Cargo.toml', 'Cargo.lock']) addExisting(files, join(crate.cargoRoot, name));
    addExisting(files, join(crate.folder, 'Cargo.toml'));
    const sources = sourcesOf(crate, index === 0 && withTests, workspaceRoot);
    for (const file of sources) files.add(file);
    for (const file of sources.filter((one) => one.endsWith('.rs'))) {
      const named = namedIn(readFileSync(file, 'utf8'));
      variables.push(...named.variables);
      for (const path of named.paths) addNamed(files, path, file, crate);
    }
  }
  addExisting(files, napiPackage(crateRoot));
  for (const file of manifestsAbove(question)) files.add(file);
  return { files, variables: variablesRead(env, variables, withTests) };
}

/** Of the tool that looks at the code. */
function settingsOf({ crateRoot, kind, env }: Question): string[] {
  if (kind === 'lint') return clippySettings(crateRoot, env);
  return kind === 'format' ? rustfmtSettings(crateRoot, env) : [];
}

/** Where no package.json lies beside an addon, one above it says how it is called, and what kind its loader is. */
function manifestsAbove({ workspaceRoot, crateRoot, kind }: Question): string[] {
  const isAddon = 'napi' in tableAt(tomlFile(join(crateRoot, 'Cargo.toml')), 'dependencies');
  if (kind !== 'build' || !isAddon || existsSync(join(crateRoot, 'package.json'))) return [];
  return foldersUpwards(dirname(crateRoot))
    .filter((folder) => isInside(folder, workspaceRoot))
    .map((folder) => join(folder, 'package.json'))
    .filter((file) => existsSync(file));
}

/** The Rust sources of a crate; everything in its folder, where Nx does not hash that. */
function sourcesOf(crate: LocalCrate, withTests: boolean, workspaceRoot: string): string[] {
  const { folder } = crate;
  const hashedByNx = isInside(folder, workspaceRoot) && realpathSync(folder) === folder;
  if (!hashedByNx) return [...filesBelow(folder, { withTests }), ...elsewhere(crate)];
  if (folder !== workspaceRoot) {
    return [...filesBelow(folder, { withTests, withCrates: false, suffix: '.rs' }), ...elsewhere(crate)];
  }
  // The crate's folder is the workspace: only its own parts are looked at.
  const parts = ['src', ...(withTests ? ['tests', 'benches', 'examples'] : [])];
  const builds = join(folder, 'build.rs');
  return [
    ...parts.flatMap((part) => filesBelow(join(folder, part), { suffix: '.rs' })),
    ...(existsSync(builds) ? [builds] : []),
    ...elsewhere(crate),
  ];
}

/** What the manifest places outside the usual folders, by `path` of a target and by `build`. */
function elsewhere({ folder, manifest }: LocalCrate): string[] {
  const targets = ['lib', 'bin', 'test', 'bench', 'example'].flatMap((name) => [manifest[name]].flat());
  const paths = [
    ...targets.map((target) => tableAt(target as TomlValue)['path']),
    tableAt(manifest, 'package')['build'],
  ];
  return paths.flatMap((path) => {
    if (typeof path !== 'string') return [];
    const file = resolve(folder, path);
    if (!existsSync(file)) return [];
    // Modules lie beside the file that names them.
    const beside = isInside(folder, dirname(file)) ? [] : filesBelow(dirname(file), { suffix: '.rs' });
    return [file, ...beside];
  });
}

/** What builds and tests leave behind is another thing after each of them, and no source of any. */
const WRITTEN = /(^|[/\\])(target|node_modules|dist|test-output|\.git|\.nx)([/\\]|$)/;

/** LIMIT: of folders, those above a crate are not followed: hashing all of a workspace for a `"../.."` helps nobody. */
function addNamed(files: Set<string>, path: string, source: string, { folder }: LocalCrate): void {
  const isBuildScript = basename(source) === 'build.rs' || !isInside(source, join(folder, 'src'));
  // A text that begins with `/` is most often what `concat!` puts behind the crate's folder.
  const relativePath = path.replace(/^[/\\]+/, '');
  if (!isBuildScript && !/[./\\]/.test(relativePath)) return;
  for (const base of new Set([dirname(source), folder])) {
    const file = resolve(base, relativePath);
    if (WRITTEN.test(relative(folder, file))) continue;
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat?.isFile() || (stat?.isDirectory() && !isInside(folder, file))) files.add(file);
  }
}

/** The CLI that builds addons, whose version is in this file. */
function napiPackage(crateRoot: string): string {
  try {
    return createRequire(join(crateRoot, 'package.json')).resolve('@napi-rs/cli/package.json');
  } catch {
    return '';
  }
}

function addExisting(files: Set<string>, file: string): void {
  if (file !== '' && existsSync(file)) files.add(file);
}

export function isInside(path: string, folder: string): boolean {
  const found = relative(folder, path);
  return found !== '..' && !found.startsWith(`..${sep}`) && !/^[a-z]:/i.test(found);
}
