import { posix } from 'node:path';
import { parse, type TomlTable } from 'smol-toml';
import { folderGlobs, inputGlob, nxSettings, type Crate, type CrateDependency } from './crate.ts';

/**
 * Describes crates from their manifests alone. Only for a machine where cargo is missing or refuses the workspace: the
 * graph must load all the same, since most of it is not Rust. It knows the usual layout; what it gets wrong is put right
 * as soon as cargo answers.
 */
export function cratesFromManifests(manifests: ReadonlyMap<string, string>): Crate[] {
  const parsed = [...manifests].flatMap(([file, text]) => {
    const manifest = parsedManifest(text);
    return manifest ? [{ root: posix.dirname(file), manifest }] : [];
  });
  const named = parsed.flatMap(({ root, manifest }) => {
    const { name, description, metadata } = manifest.package ?? {};
    return typeof name !== 'string' || !NAME.test(name) ? [] : [{ root, manifest, name, description, metadata }];
  });
  const roots = new Map(named.map(({ name, root }) => [name, root]));
  const cargoRoots = parsed.filter(({ manifest }) => manifest.workspace).map(({ root }) => root);

  return named.map(({ root, manifest, name, description, metadata }) => {
    const dependencies = dependenciesOf(manifest);
    const addon =
      manifest.lib?.['crate-type']?.includes('cdylib') && dependencies.some((dependency) => dependency.name === 'napi');
    const { tags, inputs } = nxSettings(metadata);
    return {
      name,
      description: typeof description === 'string' ? description : undefined,
      root,
      cargoRoot: cargoRoots.find((one) => one === '.' || root === one || root.startsWith(`${one}/`)) ?? root,
      kind: addon ? 'addon' : 'library',
      hasArtifact: true,
      sources: [...folderGlobs(root), ...['build.rs', 'src/**/*'].map((glob) => posix.join(root, glob))],
      dependencies: dependencies.flatMap(({ name, kind }) => {
        const dependency = roots.get(name);
        return dependency === undefined ? [] : [{ root: dependency, kind }];
      }),
      tags,
      inputs: inputs.map((glob) => inputGlob(glob, root)),
    };
  });
}

/** What cargo takes for a name: a template's `{{name}}` is none. */
const NAME = /^[\p{L}_][\p{L}\p{N}_-]*$/u;

/** Whether a text can be meant as a manifest: TOML that describes a workspace, or a package with a name. */
export function isManifest(text: string): boolean {
  const manifest = parsedManifest(text);
  if (manifest?.workspace) return true;
  const name: unknown = manifest?.package?.name;
  return typeof name === 'string' && NAME.test(name);
}

/** LIMIT: no more of a manifest is trusted to be as cargo wants it than the names of tables and keys. */
interface Manifest extends DependencyTables {
  package?: { name?: string; description?: unknown; metadata?: unknown };
  lib?: { 'crate-type'?: string[] };
  workspace?: TomlTable;
  target?: Record<string, DependencyTables>;
}

type DependencyTables = Partial<Record<(typeof TABLES)[number][1], TomlTable>>;

/** None when it is no TOML: cargo says where, and the crate is left out until that is mended. */
function parsedManifest(text: string): Manifest | undefined {
  try {
    return parse(text) as Manifest;
  } catch {
    return undefined;
  }
}

const TABLES = [
  ['normal', 'dependencies'],
  ['dev', 'dev-dependencies'],
  ['build', 'build-dependencies'],
] as const;

function dependenciesOf(manifest: Manifest): { name: string; kind: CrateDependency['kind'] }[] {
  return [manifest, ...Object.values(manifest.target ?? {})].flatMap((tables) =>
    TABLES.flatMap(([kind, table]) => Object.keys(tables[table] ?? {}).map((name) => ({ name, kind }))),
  );
}
