import { createHash, type Hash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, relative, sep } from 'node:path';
import { filesBelow } from './files-below.ts';
import type { Reads } from './static-reads.ts';

/** One text for the content of all that is read. It is the same in every clone, wherever that lies. */
export function fingerprint({ files, variables }: Reads, workspaceRoot: string, env: NodeJS.ProcessEnv): string {
  const hash = createHash('sha256');
  for (const [name, file] of namedFrom(workspaceRoot, files)) addFile(hash, name, file);
  for (const name of variables) {
    const value = env[name];
    // Set and empty is another thing than not set, to `option_env!` as to cargo.
    if (value !== undefined) hash.update(`${name}=${value}\0`);
  }
  return hash.digest('hex');
}

function namedFrom(workspaceRoot: string, files: Iterable<string>): [string, string][] {
  const named = [...files].map((file): [string, string] => [nameOf(workspaceRoot, file), file]);
  return named.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** What lies outside has another way to it in every clone: its own name has to do, and its content. */
function nameOf(workspaceRoot: string, file: string): string {
  const found = relative(workspaceRoot, file).split(sep).join('/');
  return found.startsWith('..') || /^[a-z]:/i.test(found) ? basename(file) : found;
}

function addFile(hash: Hash, name: string, file: string): void {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) hash.update(`${name}\0absent\0`);
  else if (!stat.isDirectory()) hash.update(`${name}\0${stat.size}\0`).update(readFileSync(file));
  else for (const one of filesBelow(file)) addFile(hash, `${name}/${relative(file, one).split(sep).join('/')}`, one);
}
