import type { TargetConfiguration } from '@nx/devkit';
import { posix } from 'node:path';
import { dependencyClosure, TEST_FOLDERS, WRITTEN_FOLDERS, type Crate } from '../cargo/crate.ts';
import type { ReadsKind } from '../reads/static-reads.ts';

export type Input = NonNullable<TargetConfiguration['inputs']>[number];

/** What the four kinds of target read: Nx answers from its cache only while none of it has changed. */
export interface CargoInputs {
  build: Input[];
  test: Input[];
  lint: Input[];
  format: Input[];
}

/**
 * Nx hashes the options of a target (so the profile too) by itself. The rest is named here: the crate, the crates it is
 * compiled from, what cargo reads at the workspace, the compiler, and `tools` (the plugin itself). Files outside of all
 * that, and the environment, are in the line that `reads` prints: Nx takes no file outside the workspace, none that git
 * ignores, and no pattern of variables.
 */
export function cargoInputs(
  crate: Crate,
  crates: readonly Crate[],
  tools: readonly Input[],
  reads: (crate: Crate, kind: ReadsKind) => Input,
): CargoInputs {
  const own = ownFiles(crate);
  const untested = crate.root === '.' ? [] : TEST_FOLDERS.map((one) => `!{projectRoot}/${one}/**/*`);
  const compiler = [...workspaceFiles(crate, COMPILER_FILES), COMPILER, ...tools];
  const compiled = (withDev: boolean) => [
    ...fromWorkspace(crate.inputs),
    ...fromWorkspace(
      dependencyClosure(crate, crates, withDev).flatMap(({ sources, inputs }) => [...sources, ...inputs]),
    ),
    ...compiler,
  ];
  return {
    build: [...own, ...untested, ...compiled(false), reads(crate, 'build')],
    test: [...own, ...compiled(true), reads(crate, 'test')],
    lint: [...own, ...compiled(true), reads(crate, 'lint'), ...workspaceFiles(crate, ['clippy.toml', '.clippy.toml'])],
    format: [
      ...own,
      ...workspaceFiles(crate, [...COMPILER_FILES, 'rustfmt.toml', '.rustfmt.toml']),
      COMPILER,
      ...tools,
      reads(crate, 'format'),
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

/** Everything in the crate's folder, because `include_str!` and build scripts read whatever they like; never what we wrote. */
function ownFiles(crate: Crate): Input[] {
  if (crate.root === '.') return fromWorkspace(crate.sources);
  const written = WRITTEN_FOLDERS.map((one) => `!{projectRoot}/${one}/**/*`);
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
