import type { BuildOptions, Profile } from './options.ts';

/** What the arguments depend on besides the options. Paths are absolute. */
export interface BuildFacts {
  crateName: string;
  crateRoot: string;
  /** An empty folder that becomes `<outputDir>/<profile>` when the build has succeeded. */
  stagingDir: string;
  hasLockFile: boolean;
  definesProfiling: boolean;
  /** The package.json that names the addon, from the crate's folder; the one in it when absent. */
  packageJsonPath?: string | undefined;
  /** Whether JavaScript beside the addon is an ES module. */
  isModule?: boolean | undefined;
}

/**
 * The arguments of `napi build`. It passes what follows `--` to cargo.
 *
 * - The debug profile must not be named: the CLI looks for `--profile dev` in target/dev, and cargo writes target/debug.
 * - Features must be one argument: the CLI passes `--features a b` on as it came, and cargo takes `b` for something else.
 * - The target folder is not named either: the CLI finds it as cargo does, and fails on a relative one.
 */
export function napiArguments(options: BuildOptions, facts: BuildFacts): string[] {
  const cargo = [...commonArguments(options, facts), ...(options.args ?? [])];
  return [
    'build',
    '--platform',
    '--cwd',
    facts.crateRoot,
    '--output-dir',
    facts.stagingDir,
    ...(facts.packageJsonPath ? ['--package-json-path', facts.packageJsonPath] : []),
    ...loaderArguments(options, facts),
    '--dts',
    options.dts ?? 'index.d.ts',
    ...profileArguments(options),
    ...featureArguments(options),
    ...(options.target ? ['--target', options.target] : []),
    ...(options.crossCompile ? ['--cross-compile'] : []),
    ...(cargo.length > 0 ? ['--', ...cargo] : []),
  ];
}

/** The arguments of `cargo build` for a crate that is no addon. The messages tell which files it produced. */
export function cargoBuildArguments(options: BuildOptions, facts: BuildFacts): string[] {
  return [
    'build',
    '--package',
    facts.crateName,
    '--message-format',
    'json-render-diagnostics',
    ...profileArguments(options),
    ...featureArguments(options),
    ...(options.target ? ['--target', options.target] : []),
    ...commonArguments(options, facts),
    ...(options.args ?? []),
  ];
}

/** The loader lies beside the addon and finds it there, so each profile has its own. */
function loaderArguments({ js = 'index.js' }: BuildOptions, { isModule }: BuildFacts): string[] {
  return js === false ? ['--no-js'] : ['--js', js, ...(isModule ? ['--esm'] : [])];
}

export function profileOf(options: BuildOptions): Profile {
  return options.profile ?? 'debug';
}

function profileArguments(options: BuildOptions): string[] {
  const profile = profileOf(options);
  return profile === 'debug' ? [] : ['--profile', profile];
}

function featureArguments({ features = [], allFeatures, noDefaultFeatures }: BuildOptions): string[] {
  return [
    ...(allFeatures ? ['--all-features'] : []),
    ...(noDefaultFeatures ? ['--no-default-features'] : []),
    ...(features.length > 0 ? ['--features', features.join(',')] : []),
  ];
}

function commonArguments(options: BuildOptions, facts: BuildFacts): string[] {
  const locked = options.locked ?? facts.hasLockFile;
  const undefinedProfile = profileOf(options) === 'profiling' && !facts.definesProfiling;
  return [
    ...(locked ? ['--locked'] : []),
    ...(undefinedProfile ? PROFILING : []),
    ...(separatesDebugInfo(options) ? FULL_DEBUG_INFO : []),
  ];
}

/** The other profiles are for whoever has just built them: their debug info stays inside. */
export function separatesDebugInfo(options: BuildOptions): boolean {
  return (options.separateDebugInfo ?? false) && profileOf(options) === 'release';
}

/** The profile for a workspace that does not define it. Not passed otherwise: `--config` would win over Cargo.toml. */
const PROFILING = [
  'profile.profiling.inherits="release"',
  'profile.profiling.debug="full"',
  'profile.profiling.strip="none"',
].flatMap((setting) => ['--config', setting]);

/** Only until it is taken out again, which leaves what the workspace's `strip = "debuginfo"` leaves. */
const FULL_DEBUG_INFO = ['profile.release.debug="full"', 'profile.release.strip="none"'].flatMap((setting) => [
  '--config',
  setting,
]);
