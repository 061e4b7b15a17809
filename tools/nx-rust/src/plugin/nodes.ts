import { logger, type CreateNodesResultArray, type CreateNodesV2, type ProjectConfiguration } from '@nx/devkit';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Crate } from '../cargo/crate.ts';
import { discoverCrates } from '../cargo/discover.ts';
import { cargoInputs } from './inputs.ts';
import { withDefaults, type NxRustOptions } from './options.ts';
import { targetsOf } from './targets.ts';
import { toolInputs } from './tools.ts';

/** Infers one project for each Cargo package of the workspace. */
export const createNodesV2: CreateNodesV2<NxRustOptions> = [
  '**/Cargo.toml',
  async (files, options, { workspaceRoot }): Promise<CreateNodesResultArray> => {
    const { crates, warnings } = await discoverCrates(workspaceRoot, files);
    for (const warning of warnings) logger.warn(warning);

    const names = withDefaults(options);
    const tools = toolInputs(workspaceRoot);
    return crates.flatMap((crate) => {
      const manifest = posix.join(crate.root, 'Cargo.toml');
      // A member of the Cargo workspace may be left out by `include` and `exclude` in nx.json.
      if (!files.includes(manifest)) return [];
      const targets = targetsOf(crate, cargoInputs(crate, crates, tools), names);
      return [[manifest, { projects: { [crate.root]: projectOf(crate, targets, workspaceRoot) } }] as const];
    });
  },
];

function projectOf(
  crate: Crate,
  targets: NonNullable<ProjectConfiguration['targets']>,
  workspaceRoot: string,
): ProjectConfiguration {
  return {
    name: npmName(join(workspaceRoot, crate.root, 'package.json')) ?? crate.name,
    root: crate.root,
    sourceRoot: posix.join(crate.root, 'src'),
    projectType: crate.kind === 'application' ? 'application' : 'library',
    tags: crate.tags,
    targets,
    metadata: {
      technologies: ['rust'],
      ...(crate.description === undefined ? {} : { description: crate.description }),
    },
  };
}

/** A package.json beside Cargo.toml names the project, because TypeScript depends on it by that name. */
function npmName(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const { name, nx } = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; nx?: { name?: string } };
  return nx?.name ?? name;
}
