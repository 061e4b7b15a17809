import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Crate } from '../cargo/crate.ts';
import type { ReadsKind } from '../reads/static-reads.ts';
import type { Input } from './inputs.ts';

/** The folders of the package.json files, with symbolic links resolved, as Node loads modules. */
const PLUGIN = join(import.meta.dirname, '..', '..');
const FOLDERS = [PLUGIN, dirname(createRequire(import.meta.url).resolve('@bimetal/binaries/package.json'))];

/**
 * Nx does not hash the sources of an executor, so an artefact built by an older one would be taken from the cache.
 * In the workspace that develops the plugin its files are named, so that `nx affected` sees them too. Elsewhere their
 * hash goes into a command whose output Nx hashes; `externalDependencies` would fail where the plugin is only linked.
 */
export function toolInputs(workspaceRoot: string): Input[] {
  return FOLDERS.flatMap((folder) => sourceInputs(folder, workspaceRoot));
}

/**
 * A command whose output Nx hashes: what the crate reads beyond the files that Nx hashes by itself. Its words are part
 * of the target, so there is no folder of this machine in them if that can be.
 */
export function readsInput(workspaceRoot: string, { root }: Pick<Crate, 'root'>, kind: ReadsKind): Input {
  const installed = 'node_modules/@bimetal/nx-rust';
  const folder = existsSync(join(workspaceRoot, installed))
    ? installed
    : relative(workspaceRoot, PLUGIN).split(sep).join('/');
  return { runtime: `node ${quoted(`${folder}/src/reads/print.mjs`)} ${quoted(root)} ${kind}` };
}

function quoted(text: string): string {
  return /^[\w./@-]+$/.test(text) ? text : `"${text.replace(/["\\$`]/g, '\\$&')}"`;
}

function sourceInputs(folder: string, workspaceRoot: string): Input[] {
  const found = relative(workspaceRoot, folder).split(sep).join('/');
  const developedHere = !found.startsWith('..') && !found.includes('node_modules') && !/^[a-z]:/i.test(found);
  if (!developedHere) return [{ runtime: `echo ${basename(folder)} ${sourceHash(join(folder, 'src'))}` }];
  return [`{workspaceRoot}/${found}/src/**/!(*.spec).{ts,mjs}`, `{workspaceRoot}/${found}/src/**/schema.json`];
}

function sourceHash(folder: string): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/(?<!\.spec)\.m?[jt]s$|schema\.json$/.test(file)) hash.update(file).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex');
}
