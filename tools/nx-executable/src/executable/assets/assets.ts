import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, posix, sep } from 'node:path';
import { inspectBinary } from '@bimetal/binaries';
import { contentType } from './content-type.ts';
import type { AddonOptions, AssetOptions, Flavour } from '../options.ts';
import { napiSuffix } from '../platform.ts';

/** A file that goes into the executable. */
export interface Asset {
  /** As the program asks for it. */
  name: string;
  /** Absolute. */
  file: string;
}

/** What the asset `manifest.json` says, so that a program need not hash at its start what it was built from. */
export interface Manifest {
  name: string;
  version: string;
  flavour: Flavour;
  /** Such as `linux-x64`. */
  platform: string;
  /** The version of Node. */
  node: string;
  bundle: { sha256: string };
  addon: ManifestAddon | null;
  /** Every asset but the manifest itself, and those that the launcher reads. */
  assets: Record<string, ManifestAsset>;
}

export interface ManifestAsset {
  /** Lower-case hex. */
  sha256: string;
  /** Bytes. */
  size: number;
  /** The media type. */
  type: string;
}

export interface ManifestAddon {
  asset: string;
  /** What the file is called outside. */
  file: string;
  sha256: string;
  size: number;
  buildId: string | null;
}

export const MANIFEST = 'manifest.json';

/** Lists what the options name, sorted, so that the same files make the same executable. */
export function collectAssets(options: readonly AssetOptions[], workspaceRoot: string): Asset[] {
  const assets = options.flatMap((one) => assetsFrom(one, workspaceRoot));
  assets.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const [index, { name }] of assets.entries()) {
    if (assets[index + 1]?.name === name) throw new Error(`Two files would both be the asset ${name}.`);
  }
  return assets;
}

function assetsFrom({ from, prefix = '' }: AssetOptions, workspaceRoot: string): Asset[] {
  const path = join(workspaceRoot, from);
  if (!existsSync(path)) throw new Error(`There is no ${from}, which was to be an asset. Build it first.`);
  if (statSync(path).isFile()) {
    const name = prefix === '' || prefix.endsWith('/') ? prefix + posix.basename(from) : prefix;
    return [{ name, file: path }];
  }
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(path, file)).isFile(),
  );
  if (files.length === 0) throw new Error(`${from} is empty, and its files were to be assets. Build it first.`);
  return files.map((file) => ({ name: prefix + file.split(sep).join('/'), file: join(path, file) }));
}

/** Finds the addon that was built for this machine. */
export function findAddon({ profile = 'release', outputDir = 'dist' }: AddonOptions, projectRoot: string): Asset {
  const folder = join(projectRoot, outputDir, profile);
  const suffix = `.${napiSuffix()}.node`;
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.node')) : [];
  const [name, ...others] = names.filter((one) => one.endsWith(suffix));
  if (name === undefined) {
    const found = names.length > 0 ? ` It holds ${names.join(', ')}.` : '';
    throw new Error(`There is no addon *${suffix} in ${folder}.${found} Build it first, with the profile ${profile}.`);
  }
  if (others.length > 0) throw new Error(`There are several addons in ${folder}: ${[name, ...others].join(', ')}.`);
  if (inspectBinary(join(folder, name)) === undefined) throw new Error(`${join(folder, name)} is no addon.`);
  return { name: `addon/${name}`, file: join(folder, name) };
}

/** Reads and hashes every asset. */
export function describeAssets(assets: readonly Asset[]): Record<string, ManifestAsset> {
  return Object.fromEntries(
    assets.map(({ name, file }) => {
      const bytes = readFileSync(file);
      return [name, { sha256: sha256(bytes), size: bytes.length, type: contentType(name) }];
    }),
  );
}

/** Describes the one that is the addon, if any is. */
export function describeAddon(addon: Asset | undefined, assets: Manifest['assets']): ManifestAddon | null {
  const asset = addon && assets[addon.name];
  if (!addon || !asset) return null;
  const buildId = inspectBinary(addon.file)?.buildId ?? null;
  return { asset: addon.name, file: basename(addon.file), sha256: asset.sha256, size: asset.size, buildId };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
