import type { ExecutorContext } from '@nx/devkit';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { cratesOf, type Crate } from './crate.ts';
import { cargoMetadata } from './metadata.ts';

/** What an executor knows of the project it runs on. Paths are absolute. */
export interface CargoProject {
  projectName: string;
  crate: Crate;
  /** All crates of the same Cargo workspace. */
  crates: Crate[];
  workspaceRoot: string;
  crateRoot: string;
  cargoRoot: string;
  /** Cargo's `target/`. */
  targetDir: string;
  /** Where cargo keeps what it compiles on the way: `target/` too, unless `build.build-dir` says otherwise. */
  buildDir: string;
  hasLockFile: boolean;
  /** Whether the workspace's manifest has a `[profile.profiling]` of its own. */
  definesProfiling: boolean;
}

/** Asks cargo anew on every run: an executor must not work from a graph that is older than the manifests. */
export async function cargoProject({
  projectName,
  projectsConfigurations,
  root,
}: ExecutorContext): Promise<CargoProject> {
  const project = projectName === undefined ? undefined : projectsConfigurations.projects[projectName];
  if (projectName === undefined || project === undefined) throw new Error('This executor runs on a project.');
  const crateRoot = join(root, project.root);
  const metadata = await cargoMetadata(join(crateRoot, 'Cargo.toml'), crateRoot);
  const crates = cratesOf(metadata, root);
  const crate = crates.find((one) => one.root === project.root);
  if (!crate) throw new Error(`${project.root}/Cargo.toml has no [package] in it.`);
  return {
    projectName,
    crate,
    crates,
    workspaceRoot: root,
    crateRoot,
    cargoRoot: metadata.workspace_root,
    targetDir: metadata.target_directory,
    buildDir: metadata.build_directory ?? metadata.target_directory,
    hasLockFile: existsSync(join(metadata.workspace_root, 'Cargo.lock')),
    definesProfiling: definesProfiling(readFileSync(join(metadata.workspace_root, 'Cargo.toml'), 'utf8')),
  };
}

function definesProfiling(manifest: string): boolean {
  const { profile } = parse(manifest) as { profile?: Record<string, unknown> };
  return profile?.['profiling'] !== undefined;
}
