import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { TomlTable, TomlValue } from 'smol-toml';
import { cargoConfigPaths, foldersUpwards } from '../cargo/cargo-files.ts';
import { isTable, tableAt, tomlFile } from './toml-file.ts';

/** A crate that is compiled from a folder of this machine, rather than from a registry. Absolute paths. */
export interface LocalCrate {
  folder: string;
  manifest: TomlTable;
  /** The folder of its Cargo workspace, where Cargo.lock is. */
  cargoRoot: string;
}

/**
 * The crate in `folder` and those that it is compiled from by a path: of a dependency, of the workspace that it is
 * inherited from, of a patch or of a configuration file, in the Nx workspace or outside. Read from the manifests and
 * not by `cargo metadata` with its dependencies, which needs every crate downloaded.
 *
 * LIMIT: a patch counts for every crate of its workspace, whether it uses the patched one or not.
 */
export function localCrates(folder: string, withDev: boolean, env: NodeJS.ProcessEnv): LocalCrate[] {
  const found = new Map<string, LocalCrate>();
  const visit = (at: string, dev: boolean) => {
    const place = realpathSync(at);
    if (found.has(place)) return;
    const manifest = tomlFile(join(at, 'Cargo.toml'));
    const cargoRoot = cargoRootOf(at, manifest);
    found.set(place, { folder: at, manifest, cargoRoot });
    const workspace = cargoRoot === at ? manifest : tomlFile(join(cargoRoot, 'Cargo.toml'));
    for (const path of dependencyPaths(at, manifest, cargoRoot, workspace, dev)) {
      if (existsSync(join(path, 'Cargo.toml'))) visit(path, false);
    }
  };
  visit(folder, withDev);
  const [own] = found.values();
  for (const path of replacedBy(own?.cargoRoot ?? folder, folder, env)) {
    if (existsSync(join(path, 'Cargo.toml'))) visit(path, false);
  }
  return [...found.values()];
}

/** As cargo finds it: what the package says, or the nearest manifest above with a `[workspace]`. */
function cargoRootOf(folder: string, manifest: TomlTable): string {
  const { workspace } = tableAt(manifest, 'package');
  if (typeof workspace === 'string') return resolve(folder, workspace);
  const isRoot = (one: string) =>
    existsSync(join(one, 'Cargo.toml')) && 'workspace' in tomlFile(join(one, 'Cargo.toml'));
  return foldersUpwards(folder).find(isRoot) ?? folder;
}

function dependencyPaths(
  folder: string,
  manifest: TomlTable,
  cargoRoot: string,
  workspace: TomlTable,
  withDev: boolean,
): string[] {
  const inherited = tableAt(workspace, 'workspace', 'dependencies');
  const names = ['dependencies', 'build-dependencies', ...(withDev ? ['dev-dependencies'] : [])];
  return [manifest, ...Object.values(tableAt(manifest, 'target'))]
    .flatMap((tables) => names.flatMap((name) => Object.entries(tableAt(tables, name))))
    .flatMap(([name, dependency]) => {
      if (!isTable(dependency)) return [];
      return dependency['workspace'] === true ? pathOf(inherited[name], cargoRoot) : pathOf(dependency, folder);
    });
}

/** What takes the place of crates from elsewhere: `[patch]` and `[replace]` of the workspace, `[patch]` and `paths` of the configuration. */
function replacedBy(cargoRoot: string, folder: string, env: NodeJS.ProcessEnv): string[] {
  const workspace = tomlFile(join(cargoRoot, 'Cargo.toml'));
  const tables = [...Object.values(tableAt(workspace, 'patch')), tableAt(workspace, 'replace')];
  const configured = cargoConfigPaths(folder, env).flatMap((file) => {
    const [config, base] = [tomlFile(file), dirname(dirname(file))];
    const paths = Array.isArray(config['paths']) ? config['paths'] : [];
    return [
      ...paths.flatMap((path) => (typeof path === 'string' ? [resolve(base, path)] : [])),
      ...Object.values(tableAt(config, 'patch')).flatMap((table) => pathsOf(table, base)),
    ];
  });
  return [...tables.flatMap((table) => pathsOf(table, cargoRoot)), ...configured];
}

function pathsOf(table: TomlValue | undefined, base: string): string[] {
  return isTable(table) ? Object.values(table).flatMap((one) => pathOf(one, base)) : [];
}

function pathOf(dependency: TomlValue | undefined, base: string): string[] {
  return isTable(dependency) && typeof dependency['path'] === 'string' ? [resolve(base, dependency['path'])] : [];
}
