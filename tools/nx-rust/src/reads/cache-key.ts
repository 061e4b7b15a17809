import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { toolchainPaths } from '../cargo/cargo-files.ts';
import { fingerprint } from './fingerprint.ts';
import { lateReads } from './late-reads.ts';
import { isInside, staticReads, type Question } from './static-reads.ts';

/**
 * What Nx hashes for a target beside the files that it hashes by itself. Where what is read cannot be known it is new
 * each time, so that nothing is answered from the cache.
 */
export function cacheKey(question: Question): string {
  return [contentKey(question), ...compilerBelow(question)].join(' ');
}

function contentKey(question: Question): string {
  const { workspaceRoot, env } = question;
  const reads = staticReads(question);
  const known = fingerprint(reads, workspaceRoot, env);
  const late = lateReads(workspaceRoot, known, env);
  if (!late) return known;
  if (late.unknown !== undefined) return randomUUID();
  // A build script of any crate asks for variables that nobody sets: those change no key.
  if (!late.spoilt && late.variables.every((name) => env[name] === undefined)) return known;
  const files = new Set(late.files.map((file) => resolve(workspaceRoot, file)));
  return `${known} ${fingerprint({ files, variables: late.variables }, workspaceRoot, env)}`;
}

/** Nx asks the compiler of the workspace for its version. Below that, a crate may choose another, and "stable" is not always the same. */
function compilerBelow({ workspaceRoot, crateRoot, env }: Question): string[] {
  const [chosen] = toolchainPaths(crateRoot);
  if (chosen === undefined || dirname(chosen) === workspaceRoot || !isInside(chosen, workspaceRoot)) return [];
  try {
    const said = execFileSync(env['RUSTC'] || 'rustc', ['-vV'], {
      cwd: crateRoot,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return [said.trim().replaceAll('\n', ' ')];
  } catch {
    return ['no rustc'];
  }
}
