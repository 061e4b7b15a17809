import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'smol-toml';
import { cargoOutput } from '@bimetal/nx-rust/shared';
import { component, packageUrl, webAddress, type Component } from '../component.ts';
import { licenceFilesIn } from '../texts/licence-files.ts';

export interface CrateRequest {
  /** Absolute path of the crate's Cargo.toml. */
  manifestPath: string;
  features?: string[];
  /** The machine it is compiled for, in rustc's words; this one when absent. */
  target?: string;
}

/** A crate whose code is in the library, as cargo resolved it for one target. */
export interface LinkedCrate {
  name: string;
  version: string;
  licence: string | undefined;
  licenceFile: string | undefined;
  homepage: string | undefined;
  authors: string[];
  /** Absolute. */
  folder: string;
  /** Of the archive, in hex. */
  checksum: string | undefined;
  /** In the workspace, or named by path. */
  own: boolean;
  /** `name version` of each crate that it uses. */
  uses: string[];
}

/**
 * The crate itself, first, and every crate that is linked into it. `cargo tree` tells which: it follows the features that
 * a build has, where `cargo metadata` adds those that only tests and build scripts ask for.
 *
 * LIMIT: procedural macros run in the compiler and are not linked, so they are not listed, though what they write is.
 */
export async function linkedCrates(request: CrateRequest, host: string): Promise<LinkedCrate[]> {
  const { manifestPath, features = [], target = host } = request;
  const shared = ['--locked', '--manifest-path', manifestPath];
  if (features.length > 0) shared.push('--features', features.join(','));
  const cwd = dirname(manifestPath);
  const tree = ['tree', '--edges', 'normal,no-proc-macro', '--target', target, '--prefix', 'depth', '--format', ' {p}'];
  const metadata = ['metadata', '--format-version', '1', '--filter-platform', target];
  const described = JSON.parse(await cargoOutput([...metadata, ...shared], cwd)) as Metadata;
  const uses = usesIn(await cargoOutput([...tree, ...shared], cwd));
  const checksums = checksumsIn(readFileSync(join(described.workspace_root, 'Cargo.lock'), 'utf8'));
  const packages = new Map(described.packages.map((one) => [`${one.name} ${one.version}`, one]));
  return [...uses].map(([id, used]) => {
    const found = packages.get(id);
    if (!found) throw new Error(`cargo tree names the crate ${id}, which cargo metadata does not know.`);
    const { name, version, license, license_file, homepage, repository, authors, manifest_path, source } = found;
    return {
      name,
      version,
      licence: license ?? (license_file ? `LicenseRef-${name}` : undefined),
      licenceFile: license_file ?? undefined,
      homepage: homepage ?? webAddress(repository ?? undefined),
      authors,
      folder: dirname(manifest_path),
      checksum: checksums.get(id),
      own: source === null,
      uses: [...used],
    };
  });
}

export function crateComponents(crates: readonly LinkedCrate[]): Component[] {
  const purls = new Map(crates.map((crate) => [`${crate.name} ${crate.version}`, purlOf(crate)]));
  return crates.map((crate) =>
    component({
      purl: purlOf(crate),
      name: crate.name,
      version: crate.version,
      licence: crate.licence,
      homepage: crate.homepage,
      authors: crate.authors,
      texts: licenceFilesIn(crate.folder, crate.licenceFile),
      hashes: crate.checksum ? [{ algorithm: 'SHA-256', hex: crate.checksum }] : [],
      own: crate.own,
      uses: new Set(crate.uses.flatMap((id) => purls.get(id) ?? [])),
    }),
  );
}

function purlOf({ name, version, own }: LinkedCrate): string {
  return packageUrl(own ? 'generic' : 'cargo', name, version);
}

/** Of `cargo tree --prefix depth`, which writes a crate's own tree once and `(*)` from then on. */
export function usesIn(tree: string): Map<string, Set<string>> {
  const uses = new Map<string, Set<string>>();
  const above: string[] = [];
  for (const line of tree.split('\n')) {
    const [, depth, name, version] = /^(\d+) (\S+) v(\S+)/.exec(line) ?? [];
    if (!depth) continue;
    const id = `${name} ${version}`;
    above.length = Number(depth);
    const parent = above.at(-1);
    if (parent !== undefined) uses.get(parent)?.add(id);
    above.push(id);
    if (!uses.has(id)) uses.set(id, new Set());
  }
  return uses;
}

/** By `name version`; crates of the workspace have none. */
export function checksumsIn(lock: string): Map<string, string> {
  const { package: packages = [] } = parse(lock) as unknown as Lock;
  return new Map(
    packages.flatMap(({ name, version, checksum }) => (checksum ? [[`${name} ${version}`, checksum]] : [])),
  );
}

interface Lock {
  package?: { name: string; version: string; checksum?: string }[];
}

interface Metadata {
  workspace_root: string;
  packages: {
    name: string;
    version: string;
    license: string | null;
    license_file: string | null;
    homepage: string | null;
    repository: string | null;
    authors: string[];
    manifest_path: string;
    source: string | null;
  }[];
}
