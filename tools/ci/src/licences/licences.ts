import { isAllowed } from './spdx.ts';

/** A package that ships in, or is compiled into, the product. */
export type ShippedPackage = { name: string; version: string; licence: string | undefined };

const PERMISSIVE = [
  '0BSD',
  'Apache-2.0',
  'Apache-2.0 WITH LLVM-exception',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BSL-1.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unicode-3.0',
  'Unlicense',
  'Zlib',
];

export const CRATE_LICENCES: ReadonlySet<string> = new Set(PERMISSIVE);

/** The page also carries fonts: their licence asks only that the fonts themselves are not sold. */
export const NPM_LICENCES: ReadonlySet<string> = new Set([...PERMISSIVE, 'OFL-1.1']);

/** One sentence for each package whose licence is not allowed. */
export function licenceProblems(packages: readonly ShippedPackage[], allowed: ReadonlySet<string>): string[] {
  return packages.flatMap(({ name, version, licence }) => {
    const who = `${name} ${version}`;
    if (!licence)
      return [`${who} names no licence. Leave it out, or find its licence and allow it by name with a reason.`];
    try {
      if (isAllowed(licence, allowed)) return [];
    } catch (error) {
      return [`${who}: ${(error as Error).message}.`];
    }
    return [
      `${who} is under "${licence}", which the list of allowed licences does not cover (${[...allowed].join(', ')}).`,
    ];
  });
}

type CargoMetadata = {
  packages: { name: string; version: string; license: string | null; source: string | null }[];
};

/** Every crate of the lock file that is not ours, from `cargo metadata --format-version 1`. */
export function cratesOf(metadata: CargoMetadata): ShippedPackage[] {
  return metadata.packages
    .filter((crate) => crate.source !== null)
    .map(({ name, version, license }) => ({ name, version, licence: license ?? undefined }));
}
