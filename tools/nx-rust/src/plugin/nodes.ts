import type { CreateNodesResultArray, CreateNodesV2, ProjectConfiguration } from '@nx/devkit';
import { posix } from 'node:path';
import type { Crate } from '../cargo/crate.ts';
import { discoverCrates } from '../cargo/discover.ts';
import { cargoInputs } from './inputs.ts';
import { withDefaults, type NxRustOptions } from './options.ts';
import { packageJson, writtenTargets, type PackageJson } from './package-json.ts';
import { replacedByScripts } from './scripts.ts';
import { targetsOf } from './targets.ts';
import { readsInput, toolInputs } from './tools.ts';

/** Infers one project for each Cargo package of the workspace. */
export const createNodesV2: CreateNodesV2<NxRustOptions> = [
  '**/Cargo.toml',
  async (files, options, { workspaceRoot }): Promise<CreateNodesResultArray> => {
    const { crates, warnings } = await discoverCrates(workspaceRoot, files);
    for (const warning of warnings) console.warn(warning);

    const names = withDefaults(options);
    const tools = toolInputs(workspaceRoot);
    return crates.flatMap((crate) => {
      const manifest = posix.join(crate.root, 'Cargo.toml');
      // A member of the Cargo workspace may be left out by `include` and `exclude` in nx.json.
      if (!files.includes(manifest)) return [];
      const inputs = cargoInputs(crate, crates, tools, (one, kind) => readsInput(workspaceRoot, one, kind));
      try {
        const npm = packageJson(workspaceRoot, crate.root);
        const written = writtenTargets(workspaceRoot, crate.root);
        const targets = targetsOf(crate, inputs, names, written[names.buildTargetName]?.options);
        const replaced = replacedByScripts(npm, crate.root, Object.keys(targets));
        if (replaced) console.warn(replaced);
        return [[manifest, { projects: { [crate.root]: projectOf(crate, targets, npm) } }] as const];
      } catch (error) {
        // Nx says where its own reading of the file has failed; without this it would show our stack as well.
        console.warn((error as Error).message);
        return [];
      }
    });
  },
];

/** A package.json beside Cargo.toml names the project, because TypeScript depends on it by that name. */
function projectOf(
  crate: Crate,
  targets: NonNullable<ProjectConfiguration['targets']>,
  npm: PackageJson,
): ProjectConfiguration {
  return {
    name: npm.nx?.name ?? npm.name ?? crate.name,
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
