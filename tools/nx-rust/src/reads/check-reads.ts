import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { CLIPPY_FILES } from '../cargo/cargo-files.ts';
import { TEST_FOLDERS, WRITTEN_FOLDERS } from '../cargo/crate.ts';
import type { CargoProject } from '../cargo/project.ts';
import { cargoNotes } from './cargo-notes.ts';
import { declaredInputs } from './declared-inputs.ts';
import { fingerprint } from './fingerprint.ts';
import { noteLateReads, type LateReads } from './late-reads.ts';
import { localCrates, type LocalCrate } from './local-crates.ts';
import { isInside, staticReads, type Reads, type ReadsKind } from './static-reads.ts';
import { tableAt } from './toml-file.ts';

/**
 * Runs `compile`, and compares what cargo has noted with what the cache key was made of. What the key lacked is noted
 * for the next key before Nx can keep the result under the one that lacked it, and the user is told.
 */
export async function checkingReads(
  project: Pick<CargoProject, 'workspaceRoot' | 'crateRoot' | 'cargoRoot' | 'buildDir' | 'crate' | 'crates'>,
  kind: ReadsKind,
  compile: () => Promise<boolean>,
): Promise<boolean> {
  const { workspaceRoot, crateRoot, cargoRoot, buildDir, crate } = project;
  const env = process.env;
  const withTests = kind !== 'build';
  const reads = staticReads({ workspaceRoot, crateRoot, kind, env });
  const known = fingerprint(reads, workspaceRoot, env);
  if (!(await compile())) return false;

  const crates = localCrates(crateRoot, withTests, env);
  const named = crates.map(({ folder, manifest }) => ({ folder, name: String(tableAt(manifest, 'package')['name']) }));
  const noted = cargoNotes({ crates: named, withTests, cargoRoot, buildDir, env });
  const isDeclared = declaredInputs(crate, project.crates, withTests);
  const late = noted
    ? lacking(noted, reads, { crates, workspaceRoot, kind, withTests, isDeclared })
    : unknown(`cargo left no dep-info in ${buildDir}`);
  if (late.files.length === 0 && late.variables.length === 0 && late.unknown === undefined) return true;
  noteLateReads(workspaceRoot, known, env, late);
  if (late.spoilt) console.log(describe(crate.name, late));
  return true;
}

interface Surroundings {
  crates: readonly LocalCrate[];
  workspaceRoot: string;
  kind: ReadsKind;
  withTests: boolean;
  isDeclared: (file: string) => boolean;
}

/** What cargo has read and neither the key nor Nx has looked at. */
function lacking(noted: Reads, known: Reads, surroundings: Surroundings): LateReads {
  const { workspaceRoot, kind, isDeclared } = surroundings;
  const isKnown = (file: string) =>
    known.files.has(file) ||
    // The notes of clippy lie beside those of the compiler.
    (kind !== 'lint' && CLIPPY_FILES.includes(basename(file))) ||
    [...known.files].some((folder) => file.startsWith(folder + sep)) ||
    isDeclared(nameOf(file, workspaceRoot));
  const unseen = [...noted.files].filter((file) => !isKnown(file));
  const isHashed = hashedByNx(surroundings);
  const hashed = unseen.filter(isHashed);
  const files = [...unseen.filter((file) => !isHashed(file)), ...ignoredByGit(hashed, workspaceRoot)];
  const whole = files.find(
    (file) => isInside(workspaceRoot, file) && statSync(file, { throwIfNoEntry: false })?.isDirectory(),
  );
  if (whole !== undefined) return unknown(`a build script watches all of ${whole}`);
  const variables = noted.variables.filter((name) => !known.variables.includes(name));
  return {
    files: files.map((file) => nameOf(file, workspaceRoot)).sort(),
    variables: variables.sort(),
    spoilt: files.length > 0 || variables.some((name) => process.env[name] !== undefined),
  };
}

/**
 * Whether the inputs of the target have a file, unless git ignores it: what lies in the folder of a crate, but for the
 * folders that are left out there, and not behind a symbolic link, which Nx does not follow.
 */
function hashedByNx({ crates, workspaceRoot, withTests }: Surroundings): (file: string) => boolean {
  const folders = crates.flatMap(({ folder }, index) => {
    if (folder === workspaceRoot || !isInside(folder, workspaceRoot)) return [];
    const leftOut = index === 0 && withTests ? WRITTEN_FOLDERS : [...WRITTEN_FOLDERS, ...TEST_FOLDERS];
    return [{ folder, leftOut: leftOut.map((name) => join(folder, name)) }];
  });
  return (file) =>
    folders.some(
      ({ folder, leftOut }) => isInside(file, folder) && !leftOut.some((one) => isInside(file, one)) && !isLinked(file),
    );
}

/** A file that is not there has no other place. */
function isLinked(file: string): boolean {
  return existsSync(file) && realpathSync(file) !== file;
}

/** Nx hashes no file that git ignores. Where git is not there, or this is no repository, none is ignored by it. */
function ignoredByGit(files: readonly string[], workspaceRoot: string): string[] {
  if (files.length === 0) return [];
  const input = files.join('\0');
  const { stdout } = spawnSync('git', ['check-ignore', '-z', '--stdin'], {
    cwd: workspaceRoot,
    input,
    encoding: 'utf8',
  });
  return stdout ? stdout.split('\0').filter((file) => file !== '') : [];
}

function nameOf(file: string, workspaceRoot: string): string {
  return isInside(file, workspaceRoot) ? relative(workspaceRoot, file).split(sep).join('/') : file;
}

function unknown(reason: string): LateReads {
  return { files: [], variables: [], spoilt: true, unknown: reason };
}

function describe(name: string, { files, variables, unknown: reason }: LateReads): string {
  if (reason !== undefined) return `${name} is not answered from the cache: ${reason}, so nobody knows what it reads.`;
  const what = [...files, ...variables.filter((one) => process.env[one] !== undefined)].join(', ');
  return `${name} also reads ${what}: from the next run on that counts. On other machines it does only if [package.metadata.nx] of Cargo.toml says so (inputs = ["{workspaceRoot}/…"]).`;
}
