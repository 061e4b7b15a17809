import type * as Addon from '@bimetal/addon';
import { createRequire } from 'node:module';
import process from 'node:process';
import { platform, searchFor, type AddonSearch } from './addon-path.js';
import { BimetalError } from './bimetal-error.js';

/** Which addon runs, and in what. */
export interface AddonInfo {
  /** The file it was loaded from. */
  readonly path: string;
  /** Whether `BIMETAL_ADDON` or `BIMETAL_PROFILE` chose it, the program brought it along, or nothing did. */
  readonly chosenBy: AddonSearch['chosenBy'] | 'program';
  /** The Cargo profile it was built in: `debug`, `release` or `profiling`. */
  readonly profile: string;
  readonly version: string;
  /** Lower-case hexadecimal, as the linker wrote it into the loaded module. */
  readonly buildId: string;
  readonly debugAssertions: boolean;
  /** The Node-API version of this Node. */
  readonly napi: string;
  /** The machine in Node's words, such as `linux-x64`. */
  readonly platform: string;
  /** What whoever runs it should know about how it was loaded. */
  readonly note?: string;
}

/**
 * Loads the addon that a program brings along. Called when the addon is needed first.
 *
 * @throws {BimetalError} ADDON_NOT_LOADED
 */
export type AddonSource = () => {
  /** What the addon exports. */
  readonly addon: unknown;
  /** The file it was loaded from. */
  readonly path: string;
  /** What whoever runs it should know about how it was loaded. */
  readonly note?: string;
};

interface Loaded {
  readonly addon: typeof Addon;
  readonly path: string;
  readonly chosenBy: AddonInfo['chosenBy'];
  readonly note?: string;
}

let loaded: Loaded | undefined;
let brought: AddonSource | undefined;

/** For a program that brings its addon along: from now on it is the one, unless `BIMETAL_ADDON` names another. */
export function bringAddon(source: AddonSource): void {
  brought = source;
}

/**
 * The addon's own functions, loaded at the first call. For the classes of this library, for benchmarks and for tests;
 * others use {@link Store}.
 *
 * @throws {BimetalError} ADDON_NOT_LOADED
 */
export function loadAddon(): typeof Addon {
  loaded ??= brought === undefined || process.env['BIMETAL_ADDON'] ? load(searchFor(process.env)) : take(brought);
  return loaded.addon;
}

/**
 * Says which addon runs, and loads it if nobody has yet.
 *
 * @throws {BimetalError} ADDON_NOT_LOADED
 */
export function addonInfo(): AddonInfo {
  const { version, profile, buildId, debugAssertions } = loadAddon().buildInfo();
  const { path, chosenBy, note }: Omit<Loaded, 'addon'> = loaded ?? { path: '', chosenBy: 'default' };
  return {
    path,
    chosenBy,
    profile,
    version,
    buildId,
    debugAssertions,
    napi: process.versions['napi'] ?? '',
    platform: platform(),
    ...(note !== undefined && { note }),
  };
}

function take(source: AddonSource): Loaded {
  const { addon, ...rest } = source();
  return { addon: addon as typeof Addon, ...rest, chosenBy: 'program' };
}

function load(search: AddonSearch): Loaded {
  const require = createRequire(import.meta.url);
  const causes: unknown[] = [];
  for (const path of search.paths) {
    try {
      return { addon: require(path) as typeof Addon, path, chosenBy: search.chosenBy };
    } catch (error) {
      causes.push(error);
    }
  }
  throw notLoaded(search, causes);
}

function notLoaded(search: AddonSearch, causes: readonly unknown[]): BimetalError {
  const tried = search.paths.map((path, index) => `  ${path}\n    ${firstLine(causes[index])}`);
  const message = [
    `the native addon could not be loaded on ${platform()} (Node ${process.versions.node})`,
    tried.length > 0 ? `tried, as ${chosen(search)}:` : `BIMETAL_PROFILE is not a profile`,
    ...tried,
    `to fix it: ${search.fix}`,
  ].join('\n');
  return new BimetalError('ADDON_NOT_LOADED', message, {
    details: { paths: search.paths, platform: platform(), chosenBy: search.chosenBy, fix: search.fix },
    cause: causes.length > 1 ? new AggregateError(causes, 'none of the files could be loaded') : causes[0],
  });
}

function chosen(search: AddonSearch): string {
  return search.chosenBy === 'default' ? 'nothing else was asked for' : `${search.chosenBy} asks`;
}

function firstLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split('\n', 1)[0] ?? '';
}
