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
  /** File name of the JavaScript loader for the addon, `index.js` by default; `false` for none. */
  js?: string | false;
  /** File name of the addon's declarations. */
  dts?: string;
  /**
   * Builds with full debug info and puts it beside the binaries, in `symbols/`, where debuggers find it by build id.
   * The binaries themselves keep their symbol table and are as small as without. For the release profile only.
   */
  separateDebugInfo?: boolean;
  /** Keeps the folders of this machine out of what is built, so that the same sources make the same bytes in any. For the release profile only. */
  remapPaths?: boolean;
  /** Further arguments for cargo. */
  args?: string[];
}
