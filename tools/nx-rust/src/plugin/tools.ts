import type { TargetConfiguration } from '@nx/devkit';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';

type Input = NonNullable<TargetConfiguration['inputs']>[number];

/** The folder of the plugin's package.json, with symbolic links resolved, as Node loads modules. */
export const PLUGIN_ROOT = join(import.meta.dirname, '..', '..');

/**
 * Nx does not hash the sources of an executor, so an artefact built by an older one would be taken from the cache.
 * In the workspace that develops the plugin its files are named, so that `nx affected` sees them too. Elsewhere their
 * hash goes into a command whose output Nx hashes; `externalDependencies` would fail where the plugin is only linked.
 */
export function toolInputs(workspaceRoot: string): Input[] {
  const found = relative(workspaceRoot, PLUGIN_ROOT).split(sep).join('/');
  const developedHere = !found.startsWith('..') && !found.includes('node_modules') && !/^[a-z]:/i.test(found);
  const napi: Input = { runtime: `echo @napi-rs/cli ${napiVersion(workspaceRoot)}` };
  if (!developedHere) return [{ runtime: `echo nx-rust ${sourceHash()}` }, napi];
  return [
    `{workspaceRoot}/${found}/src/**/!(*.spec).ts`,
    `{workspaceRoot}/${found}/src/**/schema.json`,
    // They use what cargo has built, and take no part in building it.
    `!{workspaceRoot}/${found}/src/executors/{executable,reproducible}/**/*`,
    napi,
  ];
}

function napiVersion(workspaceRoot: string): string {
  try {
    const file = createRequire(join(workspaceRoot, 'package.json')).resolve('@napi-rs/cli/package.json');
    return String((JSON.parse(readFileSync(file, 'utf8')) as { version: unknown }).version);
  } catch {
    return 'absent';
  }
}

function sourceHash(): string {
  const hash = createHash('sha256');
  const folder = join(PLUGIN_ROOT, 'src');
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/^executors.(executable|reproducible)/.test(file)) continue;
    if (/(?<!\.spec)\.ts$|schema\.json$/.test(file)) hash.update(file).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex');
}
