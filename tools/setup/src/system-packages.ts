import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What is asked of the machine about its programs; a test gives its own answers. */
export type Machine = {
  env: Record<string, string | undefined>;
  exists: (path: string) => boolean;
  isRoot: boolean;
};

export const thisMachine: Machine = {
  env: process.env,
  exists: existsSync,
  isRoot: process.getuid?.() === 0,
};

/** The first of these programs on the PATH: an earlier name wins over an earlier folder. */
export function findOnPath(machine: Machine, names: readonly string[]): string | undefined {
  const folders = (machine.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return firstOf(machine, folders, names);
}

/** The same, in /usr/bin first: distributions install there, and a bare PATH may lack it. */
export function findProgram(machine: Machine, names: readonly string[]): string | undefined {
  return firstOf(machine, ['/usr/bin'], names) ?? findOnPath(machine, names);
}

/** The apt-get that may install here: only root may, and we never ask for a password. */
export function usableApt(machine: Machine): string | undefined {
  return machine.isRoot ? findProgram(machine, ['apt-get']) : undefined;
}

/**
 * Installs packages with apt; throws with a message for the user when that fails. INVARIANT: nothing that is installed
 * is removed for it; where packages conflict (the Python packages of two LLDBs do), the user decides.
 */
export function installPackages(aptGet: string, packages: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '--quiet'],
    ['install', '--yes', '--quiet', '--no-install-recommends', '--no-remove', ...packages],
  ]) {
    const { status } = spawnSync(aptGet, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
    if (status !== 0) {
      throw new Error(`apt-get ${args.join(' ')} ended with ${status}: ${packages.join(' and ')} not installed.`);
    }
  }
}

function firstOf(machine: Machine, folders: readonly string[], names: readonly string[]): string | undefined {
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => machine.exists(path));
}
