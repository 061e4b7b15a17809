import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Start, timeStart } from './stopwatch.ts';

export const NAMES = ['executable', 'bundle on Node', 'unbundled', 'bare node'] as const;
export type Name = (typeof NAMES)[number];

export const root = resolve(import.meta.dirname, '../../../..');
export const executable = join(root, 'dist/bimetal');

const unbundled = join(root, 'apps/api/dist/main.js');
const launcher = join(import.meta.dirname, 'bundle.cjs');

export type Settings = {
  stopwatch: string;
  env: NodeJS.ProcessEnv;
  /** The addon that those use which hold none themselves. */
  addon: string;
  /** For bundle.cjs. */
  bundleFile: string;
};

/** Starts one of them. A server gets an empty folder and is measured up to its line `Ready`; bare node up to its end. */
export function start(name: Name, folder: string, { stopwatch, env, addon, bundleFile }: Settings): Start {
  const serve = ['serve', '--datapath', folder, '--urls', 'http://127.0.0.1:0'];
  const time = (command: readonly string[], further: NodeJS.ProcessEnv = {}) =>
    timeStart(stopwatch, 'Ready', [...command, ...serve], { ...env, ...further });
  switch (name) {
    case 'executable':
      return time([executable]);
    case 'bundle on Node':
      return time([process.execPath, launcher], { BIMETAL_BENCH_BUNDLE: bundleFile, BIMETAL_ADDON: addon });
    case 'unbundled':
      return time([process.execPath, unbundled], { BIMETAL_ADDON: addon });
    case 'bare node':
      return timeStart(stopwatch, '', [process.execPath, '-e', '0'], env);
  }
}

/** The environment of all of them: nothing that changes Node, and no settings of ours but the cache. */
export function environment(base: NodeJS.ProcessEnv, cache: string): NodeJS.ProcessEnv {
  const kept = Object.entries(base).filter(([name]) => !/^(NODE_|BIMETAL_|NX_|npm_)/i.test(name));
  return { ...Object.fromEntries(kept), BIMETAL_CACHE: cache };
}

export function checkBuilt(): void {
  for (const file of [executable, unbundled]) {
    if (!existsSync(file))
      throw new Error(`there is no ${file}: \`npx nx run-many -t build -p executable,@bimetal/api\``);
  }
}
