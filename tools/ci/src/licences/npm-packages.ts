import type { ShippedPackage } from './licences.ts';

type Entry = {
  version?: string;
  license?: string;
  link?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
};

/** What npm's lock file says of each place that it installs to: https://docs.npmjs.com/cli/configuring-npm/package-lock-json */
export type PackageLock = { packages: Record<string, Entry> };

const FOLDER = 'node_modules/';

/**
 * Every npm package that our packages need at run time, in the order of the lock file: what only builds and tests is left out, and
 * so are peers, which whoever takes a package has already.
 */
export function npmPackagesOf({ packages }: PackageLock): ShippedPackage[] {
  const needed = new Set<string>();
  const wanted = Object.keys(packages).filter((place) => !place.includes(FOLDER));
  for (let place = wanted.pop(); place !== undefined; place = wanted.pop()) {
    const { dependencies, optionalDependencies } = packages[place] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const found = placeOf(name, place, packages);
      if (found === undefined || needed.has(found)) continue;
      needed.add(found);
      wanted.push(found);
    }
  }
  return Object.entries(packages)
    .filter(([place, entry]) => needed.has(place) && !entry.link)
    .map(([place, entry]) => ({
      name: place.slice(place.lastIndexOf(FOLDER) + FOLDER.length),
      version: entry.version ?? '',
      licence: entry.license,
    }));
}

/** Where a package finds another one, as Node looks for it: in its own folder first, then in each one above. */
function placeOf(name: string, place: string, packages: PackageLock['packages']): string | undefined {
  const folders = place.split('/');
  for (let length = folders.length; length >= 0; length -= 1) {
    const found = [...folders.slice(0, length), `node_modules/${name}`].filter(Boolean).join('/');
    if (packages[found]) return found;
  }
  return undefined;
}
