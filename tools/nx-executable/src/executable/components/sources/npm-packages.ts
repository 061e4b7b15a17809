import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { component, packageUrl, webAddress, type Component, type Hash } from '../component.ts';
import { licenceFilesIn } from '../texts/licence-files.ts';

/** The part of esbuild's metafile that is read here. Angular's statistics have the same form. */
export interface Metafile {
  inputs: Record<string, { imports: readonly { path: string; external?: boolean | undefined }[] }>;
  outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
}

/**
 * The npm packages and workspace packages of which at least a byte is in a bundle. Paths of the metafiles start at
 * `workspaceRoot`. What imports what is known from the files themselves, so a dependency that was shaken away is none.
 */
export function npmPackages(metafiles: readonly Metafile[], workspaceRoot: string): Component[] {
  const hashes = integrities(workspaceRoot);
  const byFolder = new Map<string, Component>();
  const byPurl = new Map<string, Component>();
  const ofFile = (path: string) => {
    const folder = packageFolder(path, workspaceRoot);
    if (folder === undefined) return undefined;
    let found = byFolder.get(folder);
    if (!found) {
      const read = readPackage(folder, workspaceRoot, hashes);
      // Two copies of one version are one component.
      found = byPurl.get(read.purl) ?? read;
      byFolder.set(folder, found);
      byPurl.set(found.purl, found);
    }
    return found;
  };

  const inside = new Set<Component>();
  const imports: [Component, string][] = [];
  for (const { inputs, outputs } of metafiles) {
    const bundled = Object.values(outputs).flatMap((output) =>
      Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
    );
    for (const path of bundled) {
      const found = ofFile(path);
      if (!found) continue;
      inside.add(found);
      for (const used of inputs[path]?.imports ?? []) if (!used.external) imports.push([found, used.path]);
    }
  }
  for (const [from, path] of imports) {
    const used = ofFile(path);
    if (used && used !== from && inside.has(used)) from.uses.add(used.purl);
  }
  return [...inside];
}

/** Absolute. None for what a bundler made up itself, such as a list of imports or esbuild's own runtime. */
export function packageFolder(input: string, workspaceRoot: string): string | undefined {
  const path = pathOf(input);
  const inModules = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
  if (inModules) return absolute(inModules, workspaceRoot);
  const file = absolute(path, workspaceRoot);
  if (!existsSync(file)) {
    if (path !== input || input.startsWith('<')) return undefined;
    throw new Error(`A bundle's metafile names ${input}, which is not there. Build the bundle again.`);
  }
  for (let folder = dirname(file); isInside(folder, workspaceRoot); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as Manifest).name) return folder;
  }
  return undefined;
}

/** Without the namespaces of plugins: `angular:css-resource:node_modules/…`, `angular:styles/component:css;…;/…`. */
function pathOf(input: string): string {
  const plain = input.replace(/^(?:[\w-]{2,}:)+/, '').replace(/^\(disabled\):/, '');
  return plain === input ? input : plain.slice(plain.lastIndexOf(';') + 1);
}

interface Manifest {
  name?: string;
  version?: string;
  license?: string | { type?: string };
  licenses?: { type?: string }[];
  homepage?: string;
  repository?: string | { url?: string };
  author?: string | { name?: string };
}

function readPackage(folder: string, workspaceRoot: string, hashes: ReadonlyMap<string, Hash>): Component {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const { name = '', version = '', author, homepage, repository } = manifest;
  const path = relative(workspaceRoot, folder).split(sep).join('/');
  const own = !/(^|\/)node_modules\//.test(path);
  const hash = hashes.get(path);
  return component({
    purl: packageUrl(own ? 'generic' : 'npm', name, version),
    name,
    version,
    licence: licenceOf(manifest),
    homepage: homepage || webAddress(typeof repository === 'object' ? repository.url : repository),
    authors: [typeof author === 'object' ? author.name : author].filter((one) => one !== undefined),
    texts: licenceFilesIn(folder),
    hashes: hash ? [hash] : [],
    own,
  });
}

function licenceOf({ license, licenses }: Manifest): string | undefined {
  const named = typeof license === 'object' ? license.type : license;
  if (named) return named === 'UNLICENSED' ? undefined : named;
  const older = licenses?.flatMap(({ type }) => type ?? []) ?? [];
  return older.length > 0 ? older.join(' OR ') : undefined;
}

/** What npm's lock file says of each package's archive, by folder. Other package managers' files are not read. */
function integrities(workspaceRoot: string): Map<string, Hash> {
  const file = join(workspaceRoot, 'package-lock.json');
  if (!existsSync(file)) return new Map();
  const { packages = {} } = JSON.parse(readFileSync(file, 'utf8')) as {
    packages?: Record<string, { integrity?: string }>;
  };
  return new Map(
    Object.entries(packages).flatMap(([path, { integrity }]) => {
      const sha512 = /(?:^|\s)sha512-([A-Za-z0-9+/=]+)/.exec(integrity ?? '')?.[1];
      return sha512 ? [[path, { algorithm: 'SHA-512', hex: Buffer.from(sha512, 'base64').toString('hex') }]] : [];
    }),
  );
}

function absolute(path: string, workspaceRoot: string): string {
  return isAbsolute(path) ? path : join(workspaceRoot, path);
}

function isInside(folder: string, workspaceRoot: string): boolean {
  const path = relative(workspaceRoot, folder);
  return path === '' || (!isAbsolute(path) && path.split(sep)[0] !== '..');
}
