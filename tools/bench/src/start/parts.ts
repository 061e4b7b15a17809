import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const preload = join(import.meta.dirname, 'inside.cjs');

/** The assets of an executable, by name. */
export type Assets = Record<string, { file: string; size: number }>;

/** What the size of an executable is made of, in bytes. */
export type Parts = { node: number; bundle: number; 'code cache': number; addon: number; page: number; rest: number };

export type Inside = { size: number; parts: Parts; assets: Assets };

/** Asks an executable itself, through NODE_OPTIONS, and writes its assets below `folder`. */
export function lookInside(executable: string, folder: string, env: NodeJS.ProcessEnv): Inside {
  mkdirSync(folder, { recursive: true });
  const { status, stderr, error } = spawnSync(executable, [], {
    env: { ...env, NODE_OPTIONS: `--require=${JSON.stringify(preload)}`, BIMETAL_BENCH_ASSETS: folder },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${executable} does not say what is inside: ${stderr}`, { cause: error });
  const assets = JSON.parse(readFileSync(join(folder, 'files.json'), 'utf8')) as Assets;
  const { size } = statSync(executable);
  return { size, parts: partsOf(size, assets), assets };
}

/** Where the bundle and the assets are, for bundle.cjs. Returns the file that says it. */
export function writeBundleFile({ assets }: Inside, folder: string): string {
  const name = bundleName(assets);
  const bundle = name === undefined ? undefined : assets[name];
  if (!bundle) throw new Error('the executable holds no bundle among its assets');
  const file = join(folder, 'bundle.json');
  writeFileSync(file, JSON.stringify({ bundle: bundle.file, assets }));
  return file;
}

/** What is not an asset is Node, but for a launcher of a few lines. */
export function partsOf(size: number, assets: Assets): Parts {
  const bundle = bundleName(assets);
  const parts: Parts = { node: size, bundle: 0, 'code cache': 0, addon: 0, page: 0, rest: 0 };
  for (const [name, asset] of Object.entries(assets)) {
    parts.node -= asset.size;
    parts[kindOf(name, bundle)] += asset.size;
  }
  return parts;
}

function kindOf(name: string, bundle: string | undefined): keyof Parts {
  if (name.startsWith('page/')) return 'page';
  if (name.endsWith('.node')) return 'addon';
  if (name === bundle) return 'bundle';
  return name === `${bundle}.cache` ? 'code cache' : 'rest';
}

/** The script that stands beside a code cache of its own. */
function bundleName(assets: Assets): string | undefined {
  return Object.keys(assets).find((name) => `${name}.cache` in assets);
}
