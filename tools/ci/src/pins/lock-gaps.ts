import { isDeepStrictEqual } from 'node:util';

type Asked = Partial<Record<(typeof SECTIONS)[number], Record<string, string>>>;

/** npm's lock file, as far as it is read here. */
export type Lock = { packages: Record<string, Asked> };

const SECTIONS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** One sentence for each manifest, by its folder, that asks for other packages than the lock file knows: `npm ci` refuses such a pair. */
export function lockedOtherwise({ packages }: Lock, manifests: Readonly<Record<string, Asked>>): string[] {
  return Object.entries(manifests)
    .filter(([folder, manifest]) =>
      SECTIONS.some((section) => !isDeepStrictEqual(manifest[section] ?? {}, packages[folder]?.[section] ?? {})),
    )
    .map(
      ([folder]) =>
        `package-lock.json: ${folder ? `${folder}/` : ''}package.json asks for other packages; run npm install.`,
    );
}

/**
 * One sentence for each optional package that some package asks for and the lock file has no entry for. npm passes over an
 * optional package that its registry lacks and forgets it, and `npm ci` then refuses the lock file on every system.
 */
export function lockGaps({ packages }: Lock): string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(packages, path, name))
      .map(([name, version]) => `package-lock.json: ${path} asks for ${name} ${version}, which has no entry.`),
  );
}

/** Whether the package at `path` finds another by name: in its own folder, then in those around it, as Node looks. */
function isLocked(packages: Lock['packages'], path: string, name: string): boolean {
  for (let at = path; ;) {
    if (packages[`${at ? `${at}/` : ''}node_modules/${name}`]) return true;
    if (!at) return false;
    const cut = at.lastIndexOf('node_modules/');
    at = cut > 0 ? at.slice(0, cut - 1) : '';
  }
}
