import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/**
 * What a run turned out to read although its inputs did not say so: files from the Nx workspace, written with `/`, or
 * absolute; names of variables; or why it cannot be known.
 */
export interface LateReads {
  files: string[];
  variables: string[];
  /** Whether a result made with one of these is already kept under the key that lacked it: that key is not used again. */
  spoilt: boolean;
  unknown?: string;
}

/**
 * INVARIANT: these notes lie where whoever can be given a result of the run finds them too: in Nx's cache folder if one
 * is named, else in the home folder, below which Nx keeps the cache that all clones share. Without its note, a result
 * could be given out for other content of a file that nobody looked at.
 */
function notePath(workspaceRoot: string, staticFingerprint: string, env: NodeJS.ProcessEnv): string {
  const named = env['NX_CACHE_DIRECTORY'] || namedInNxJson(workspaceRoot);
  const folder = named ? resolve(workspaceRoot, named) : join(homedir(), '.nx');
  return join(folder, 'nx-rust-reads', `${staticFingerprint}.json`);
}

function namedInNxJson(workspaceRoot: string): string | undefined {
  try {
    const nxJson = JSON.parse(readFileSync(join(workspaceRoot, 'nx.json'), 'utf8')) as { cacheDirectory?: unknown };
    return typeof nxJson.cacheDirectory === 'string' ? nxJson.cacheDirectory : undefined;
  } catch {
    return undefined;
  }
}

export function lateReads(workspaceRoot: string, fingerprint: string, env: NodeJS.ProcessEnv): LateReads | undefined {
  try {
    return JSON.parse(readFileSync(notePath(workspaceRoot, fingerprint, env), 'utf8')) as LateReads;
  } catch {
    return undefined;
  }
}

/** Adds to what is known already: two runs of the same sources may read different files. */
export function noteLateReads(
  workspaceRoot: string,
  fingerprint: string,
  env: NodeJS.ProcessEnv,
  found: LateReads,
): void {
  const known = lateReads(workspaceRoot, fingerprint, env);
  const { unknown = known?.unknown } = found;
  const all: LateReads = {
    files: [...new Set([...(known?.files ?? []), ...found.files])].sort(),
    variables: [...new Set([...(known?.variables ?? []), ...found.variables])].sort(),
    spoilt: found.spoilt || (known?.spoilt ?? false),
    ...(unknown === undefined ? {} : { unknown }),
  };
  const path = notePath(workspaceRoot, fingerprint, env);
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, JSON.stringify(all));
  renameSync(temporary, path);
}
