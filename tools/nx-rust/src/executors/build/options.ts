/** The three ways to build; each has a folder of its own, so that none is taken for another. */
export type Profile = 'debug' | 'release' | 'profiling';

export interface BuildOptions {
  profile?: Profile;
  /** Relative to the project; the profile's name is appended. */
  outputDir?: string;
  features?: string[];
  allFeatures?: boolean;
  noDefaultFeatures?: boolean;
  /** A target triple, such as `aarch64-unknown-linux-gnu`; the machine's own by default. */
  target?: string;
  /** Refuses to change Cargo.lock. True by default where there is one. */
  locked?: boolean;
  /** Builds an addon for another platform with cargo-zigbuild or cargo-xwin. */
  crossCompile?: boolean;
  /** File name of a JavaScript loader for the addon; none by default. */
  js?: string;
  /** File name of the addon's declarations. */
  dts?: string;
  /** Further arguments for cargo. */
  args?: string[];
}
