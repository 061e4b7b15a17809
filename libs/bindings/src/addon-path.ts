import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';

/** The Cargo profiles that an addon is built in, each into a folder of its own. */
export const PROFILES = ['debug', 'release', 'profiling'] as const;

export type Profile = (typeof PROFILES)[number];

/** Where to look for the addon, and how the place was chosen. */
export interface AddonSearch {
  /** Tried in this order. All are files of one profile: the loader never falls back from one profile to another. */
  readonly paths: readonly string[];
  /** `BIMETAL_ADDON` named a file; else the profile. */
  readonly chosenBy: 'BIMETAL_ADDON' | 'BIMETAL_PROFILE' | 'default';
  /** What builds the addon that is missing. */
  readonly fix: string;
}

/** Reads `BIMETAL_ADDON` (a file, relative to the current folder) and `BIMETAL_PROFILE`; without both, release. */
export function searchFor(environment: NodeJS.ProcessEnv): AddonSearch {
  const file = environment['BIMETAL_ADDON'];
  if (file) {
    return {
      paths: [resolve(file)],
      chosenBy: 'BIMETAL_ADDON',
      fix: 'set BIMETAL_ADDON to the path of a .node file, or unset it',
    };
  }
  const asked = environment['BIMETAL_PROFILE'];
  const profile = asked || 'release';
  if (!isProfile(profile)) {
    return {
      paths: [],
      chosenBy: 'BIMETAL_PROFILE',
      fix: `set BIMETAL_PROFILE to one of ${PROFILES.join(', ')}, or unset it`,
    };
  }
  const folder = join(packageFolder(), 'dist', profile);
  return {
    paths: fileNames().map((name) => join(folder, name)),
    chosenBy: asked ? 'BIMETAL_PROFILE' : 'default',
    fix: `run \`${buildCommand(profile)}\``,
  };
}

/** The machine in Node's words, such as `linux-x64`. */
export function platform(): string {
  return `${process.platform}-${process.arch}`;
}

function buildCommand(profile: Profile): string {
  return profile === 'debug' ? 'npx nx build @bimetal/addon' : `npx nx build-${profile} @bimetal/addon`;
}

function isProfile(name: string): name is Profile {
  return PROFILES.some((profile) => profile === name);
}

function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@bimetal/addon/package.json'));
}

/** The names that napi gives to an addon's file: the platform, the processor, and the C library or compiler. */
function fileNames(): string[] {
  const abis: Partial<Record<NodeJS.Platform, readonly string[]>> = { linux: ['gnu', 'musl'], win32: ['msvc', 'gnu'] };
  const suffixes = abis[process.platform]?.map((abi) => `-${abi}`) ?? [''];
  return suffixes.map((suffix) => `bimetal.${platform()}${suffix}.node`);
}
