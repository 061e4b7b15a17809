import type { Lock, LockedPackage } from './lock.ts';

/** One sentence for each package that is not installed as the lock file says. `installed` is what npm wrote about node_modules. */
export function installationProblems(lock: Lock, installed: Lock): string[] {
  const found = Object.entries(installed.packages).flatMap(([path, entry]) => {
    if (entry.link || !path.includes('node_modules/')) return [];
    const locked = lock.packages[path];
    return locked
      ? difference(path, locked, entry)
      : [`${path} ${entry.version} is installed, and the lock file does not know it.`];
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
