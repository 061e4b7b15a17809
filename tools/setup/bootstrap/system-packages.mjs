import { spawnSync } from 'child_process';
import { existsSync } from 'fs';
import { delimiter, join } from 'path';

/** This machine, as the functions below ask about it; a test gives answers of its own. */
export const thisMachine = {
  env: process.env,
  exists: existsSync,
  loads,
  isRoot: Boolean(process.getuid) && process.getuid() === 0,
  platform: process.platform,
};

/** Whether the system's loader finds a library: it knows its folders, and we would only guess them. */
function loads(library) {
  try {
    process.dlopen({ exports: {} }, library);
    return true;
  } catch (error) {
    // A library that is no addon was loaded before Node could say so.
    return !/cannot open shared object file|No such file/.test(error.message);
  }
}

/** The first of these programs on the PATH: an earlier name wins over an earlier folder. */
export function findOnPath(machine, names) {
  const folders = (machine.env.PATH || '').split(delimiter).filter(Boolean);
  return firstOf(machine, folders, names);
}

/** The same, in /usr/bin first: distributions install there, and a bare PATH may lack it. */
export function findProgram(machine, names) {
  return firstOf(machine, ['/usr/bin'], names) || findOnPath(machine, names);
}

/** The apt-get that may install here: only root may, and we never ask for a password. */
export function usableApt(machine) {
  return machine.isRoot ? findProgram(machine, ['apt-get']) : undefined;
}

/**
 * Installs packages with apt; throws with a message for the user when that fails. INVARIANT: nothing that is installed
 * is removed for it; where packages conflict (the Python packages of two LLDBs do), the user decides.
 */
export function installPackages(aptGet, packages) {
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

function firstOf(machine, folders, names) {
  const endings = machine.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const files = names.flatMap((name) => endings.map((ending) => `${name}${ending}`));
  return files.flatMap((file) => folders.map((folder) => join(folder, file))).find((path) => machine.exists(path));
}
