import type { Profile } from '@bimetal/nx-rust/shared';

/** What an executable is for: `release` is shipped, `debug` keeps everything that a debugger wants. */
export type Flavour = 'release' | 'debug';

/** Every path is relative to the workspace and written with `/`. */
export interface ExecutableOptions {
  /** The TypeScript or JavaScript file that the program begins with. */
  main: string;
  tsConfig?: string;
  /** The file to write, without `.exe`: Windows gets that by itself. */
  outputPath: string;
  flavour?: Flavour;
  /** Such as `linux-x64`. Refused on any other machine, because the addon and Node are those of this one. */
  platform?: string;
  addon?: AddonOptions;
  assets?: AssetOptions[];
  bundle?: BundleOptions;
  /** Whether V8's code cache for the bundle goes into the file. */
  codeCache?: boolean;
  /** Runs the program once, so that the code cache of a release holds what a start needs. */
  warmUp?: WarmUpOptions;
  /** Flags of Node and V8 that the program always runs with. */
  execArgv?: string[];
  /** Whether NODE_OPTIONS counts (`env`), an argument `--node-options` as well (`cli`), or neither. */
  execArgvExtension?: 'none' | 'env' | 'cli';
  /** Folder for what debuggers read beside a release: debug info of the addon by its build id, and the source map. */
  symbolsPath?: string;
  /** File for the CycloneDX list of what is inside. */
  sbom?: string;
  /** Name of the asset with the licences of everything inside. */
  licences?: string;
  /** Metafiles of esbuild about pages that are among the assets: what they bundle has licences too. */
  metafiles?: string[];
  /** JSON files that list components which are in the file but in no package manifest. */
  components?: string[];
}

export interface AddonOptions {
  /** The Nx project that builds the addon. */
  project: string;
  profile?: Profile;
  /** The folder of the addon's builds, relative to its project. */
  outputDir?: string;
}

export interface AssetOptions {
  /** A file, or a folder with all that is in it. */
  from: string;
  /** What the names begin with, such as `page/`; a single file's name when it does not end in `/`. */
  prefix?: string;
}

/** `{temporary}` in a value stands for a folder that is removed afterwards. */
export interface WarmUpOptions {
  /** Arguments of the program. */
  args?: string[];
  env?: Record<string, string>;
  /** The run ends when the program has printed this. */
  until: string;
}

/** Passed on to esbuild. */
export interface BundleOptions {
  external?: string[];
  conditions?: string[];
  mainFields?: string[];
  alias?: Record<string, string>;
  define?: Record<string, string>;
  inject?: string[];
  /** Modules of Node that are loaded when something of them is used, rather than where they are imported. */
  lazyBuiltins?: string[];
  /** Leaves out spaces and writes syntax shortly in a release. Names stay, so that stacks and debuggers can be read. */
  minify?: boolean;
}
