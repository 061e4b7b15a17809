import type { Gap, Lock, LockedPackage } from '../../bootstrap/gaps.mjs';

/**
 * One sentence for each package that is not installed as the lock file says. `installed` is what npm wrote about
 * node_modules; `gaps` are the packages of this system that the lock file is known to lack.
 */
export function installationProblems(lock: Lock, installed: Lock, gaps: readonly Gap[]): string[] {
  const allowed = new Map(gaps.map(({ name, version }) => [`node_modules/${name}`, version]));
  const found = Object.entries(installed.packages).flatMap(([path, entry]) => {
    if (entry.link || !path.includes('node_modules/')) return [];
    const locked = lock.packages[path];
    if (locked) return difference(path, locked, entry);
    const version = allowed.get(path);
    if (version === undefined) return [`${path} ${entry.version} is installed, and the lock file does not know it.`];
    return version === entry.version ? [] : [`${path} is ${entry.version}, and its user asks for ${version}.`];
  });
  const lacking = Object.entries(lock.packages)
    .filter(([path, entry]) => path.includes('node_modules/') && !entry.link && !mayLack(entry))
    .filter(([path]) => !installed.packages[path])
    .map(([path, { version }]) => `${path} ${version} is in the lock file, and not installed.`);
  return [...found, ...lacking];
}

function mayLack({ optional, devOptional }: LockedPackage): boolean {
  return Boolean(optional) || Boolean(devOptional);
}

function difference(path: string, locked: LockedPackage, entry: LockedPackage): string[] {
  if (locked.version !== entry.version)
    return [`${path} is ${entry.version}, and the lock file says ${locked.version}.`];
  if (locked.integrity !== entry.integrity)
    return [`${path} ${entry.version} has another checksum than the lock file.`];
  return [];
}
