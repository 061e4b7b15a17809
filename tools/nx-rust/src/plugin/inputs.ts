import type { TargetConfiguration } from '@nx/devkit';
import { posix } from 'node:path';
import { dependencyClosure, type Crate } from '../cargo/crate.ts';

type Input = NonNullable<TargetConfiguration['inputs']>[number];

/** What the four kinds of target read: Nx answers from its cache only while none of it has changed. */
export interface CargoInputs {
  build: Input[];
  test: Input[];
  lint: Input[];
  format: Input[];
}

/**
 * Nx hashes the options of a target (so the profile too) by itself. The rest is named here: the crate, the crates it is
 * compiled from, what cargo reads at the workspace, the compiler, the environment, and `tools` (the plugin itself).
 */
export function cargoInputs(crate: Crate, crates: readonly Crate[], tools: readonly Input[]): CargoInputs {
  const own = ownFiles(crate);
  const untested =
    crate.root === '.' ? [] : ['tests', 'benches', 'examples'].map((one) => `!{projectRoot}/${one}/**/*`);
  const compiler = [...workspaceFiles(crate, COMPILER_FILES), ...ENVIRONMENT, COMPILER, ...tools];
  const compiled = (withDev: boolean) => [
    ...fromWorkspace(crate.inputs),
    ...fromWorkspace(
      dependencyClosure(crate, crates, withDev).flatMap(({ sources, inputs }) => [...sources, ...inputs]),
    ),
    ...compiler,
  ];
  return {
    build: [...own, ...untested, ...compiled(false)],
    test: [...own, ...compiled(true)],
    lint: [...own, ...compiled(true), ...workspaceFiles(crate, ['clippy.toml', '.clippy.toml'])],
    format: [
      ...own,
      ...workspaceFiles(crate, [...COMPILER_FILES, 'rustfmt.toml', '.rustfmt.toml']),
      COMPILER,
      ...tools,
    ],
  };
}

const COMPILER_FILES = [
  'Cargo.toml',
  'Cargo.lock',
  'rust-toolchain.toml',
  'rust-toolchain',
  '.cargo/config.toml',
  '.cargo/config',
];

/** The version counts, and so does its absence; the command must not fail, or Nx would stop before we can explain it. */
const COMPILER: Input = { runtime: 'rustc -vV || echo "no rustc"' };

/** LIMIT: Nx takes no patterns here, so an unusual CARGO_PROFILE_… or CARGO_TARGET_… variable is not seen. */
const ENVIRONMENT: Input[] = [
  'RUSTFLAGS',
  'CARGO_ENCODED_RUSTFLAGS',
  'CARGO_BUILD_RUSTFLAGS',
  'CARGO_BUILD_TARGET',
  'CARGO_BUILD_RUSTC',
  'CARGO_BUILD_RUSTC_WRAPPER',
  'CARGO_PROFILE_DEV_DEBUG',
  'CARGO_PROFILE_DEV_OPT_LEVEL',
  'CARGO_PROFILE_RELEASE_DEBUG',
  'CARGO_PROFILE_RELEASE_LTO',
  'CARGO_PROFILE_RELEASE_OPT_LEVEL',
  'CARGO_PROFILE_RELEASE_STRIP',
  'RUSTC',
  'RUSTC_WRAPPER',
  'RUSTC_BOOTSTRAP',
  'RUSTUP_TOOLCHAIN',
  'CC',
  'CFLAGS',
  'MACOSX_DEPLOYMENT_TARGET',
].map((env) => ({ env }));

/** Everything in the crate's folder, because `include_str!` and build scripts read whatever they like; never what we wrote. */
function ownFiles(crate: Crate): Input[] {
  if (crate.root === '.') return fromWorkspace(crate.sources);
  const written = ['dist', 'target', 'test-output', 'node_modules'].map((one) => `!{projectRoot}/${one}/**/*`);
  return ['{projectRoot}/**/*', ...written];
}

/** Cargo looks for most of these upwards from the crate, so those of the Nx workspace count too. */
function workspaceFiles(crate: Crate, files: readonly string[]): Input[] {
  const folders = [...new Set([crate.cargoRoot, '.'])];
  return fromWorkspace(folders.flatMap((folder) => files.map((file) => posix.join(folder, file))));
}

function fromWorkspace(globs: readonly string[]): Input[] {
  return [...new Set(globs)].map((glob) => `{workspaceRoot}/${glob}`);
}
