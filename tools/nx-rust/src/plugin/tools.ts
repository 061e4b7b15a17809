import type { TargetConfiguration } from '@nx/devkit';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, sep } from 'node:path';

type Input = NonNullable<TargetConfiguration['inputs']>[number];

/** The folders of the package.json files, with symbolic links resolved, as Node loads modules. */
const FOLDERS = [
  join(import.meta.dirname, '..', '..'),
  dirname(createRequire(import.meta.url).resolve('@bimetal/binaries/package.json')),
];

/**
 * Nx does not hash the sources of an executor, so an artefact built by an older one would be taken from the cache.
 * In the workspace that develops the plugin its files are named, so that `nx affected` sees them too. Elsewhere their
 * hash goes into a command whose output Nx hashes; `externalDependencies` would fail where the plugin is only linked.
 */
export function toolInputs(workspaceRoot: string): Input[] {
  const napi: Input = { runtime: `echo @napi-rs/cli ${napiVersion(workspaceRoot)}` };
  return [...FOLDERS.flatMap((folder) => sourceInputs(folder, workspaceRoot)), napi];
}

function sourceInputs(folder: string, workspaceRoot: string): Input[] {
  const found = relative(workspaceRoot, folder).split(sep).join('/');
  const developedHere = !found.startsWith('..') && !found.includes('node_modules') && !/^[a-z]:/i.test(found);
  if (!developedHere) return [{ runtime: `echo ${basename(folder)} ${sourceHash(join(folder, 'src'))}` }];
  return [`{workspaceRoot}/${found}/src/**/!(*.spec).ts`, `{workspaceRoot}/${found}/src/**/schema.json`];
}

function napiVersion(workspaceRoot: string): string {
  try {
    const file = createRequire(join(workspaceRoot, 'package.json')).resolve('@napi-rs/cli/package.json');
    return String((JSON.parse(readFileSync(file, 'utf8')) as { version: unknown }).version);
  } catch {
    return 'absent';
  }
}

function sourceHash(folder: string): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/(?<!\.spec)\.ts$|schema\.json$/.test(file)) hash.update(file).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex');
}
