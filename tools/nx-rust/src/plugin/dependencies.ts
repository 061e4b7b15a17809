import { DependencyType, type CreateDependencies, type RawProjectGraphDependency } from '@nx/devkit';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { discoverCrates } from '../cargo/discover.ts';
import type { NxRustOptions } from './options.ts';

type Context = Parameters<CreateDependencies>[1];

/** Draws the arrows that start at a Cargo manifest, and those that end at a crate which is also an npm package. */
export const createDependencies: CreateDependencies<NxRustOptions> = async (_options, context) => {
  const manifests = manifestsOf(context);
  const { crates } = await discoverCrates(context.workspaceRoot, manifests);
  const projects = new Map(Object.entries(context.projects).map(([name, { root }]) => [root, name]));

  const between = crates.flatMap((crate) =>
    crate.dependencies.flatMap(({ root }) => {
      const [source, target] = [projects.get(crate.root), projects.get(root)];
      return source && target && source !== target ? [arrow(source, target, posix.join(crate.root, 'Cargo.toml'))] : [];
    }),
  );
  return [...between, ...toCrates(context, new Set(crates.map(({ root }) => root)))];
};

function manifestsOf({ fileMap }: Context): string[] {
  return [fileMap.nonProjectFiles, ...Object.values(fileMap.projectFileMap)]
    .flat()
    .map(({ file }) => file)
    .filter((file) => posix.basename(file) === 'Cargo.toml');
}

/**
 * Nx draws the arrow from TypeScript to an addon by itself when the addon is a member of the npm workspaces. It need
 * not be one (`file:` dependencies, a package.json of its own), so every package.json is read for the names of crates.
 */
function toCrates({ workspaceRoot, projects }: Context, crateRoots: ReadonlySet<string>): RawProjectGraphDependency[] {
  const manifests = Object.entries(projects).flatMap(([project, { root }]) => {
    const file = posix.join(root, 'package.json');
    const path = join(workspaceRoot, file);
    return existsSync(path) ? [{ project, root, file, ...readPackage(path) }] : [];
  });
  const crates = new Map(
    manifests.filter(({ root }) => crateRoots.has(root)).map(({ packageName, project }) => [packageName, project]),
  );
  return manifests.flatMap(({ project, file, dependencies }) =>
    dependencies.flatMap((dependency) => {
      const target = crates.get(dependency);
      return target === undefined || target === project ? [] : [arrow(project, target, file)];
    }),
  );
}

function readPackage(path: string): { packageName: string | undefined; dependencies: string[] } {
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const sections = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
  return {
    packageName: typeof manifest['name'] === 'string' ? manifest['name'] : undefined,
    dependencies: sections.flatMap((section) => Object.keys(manifest[section] ?? {})),
  };
}

function arrow(source: string, target: string, sourceFile: string): RawProjectGraphDependency {
  return { source, target, sourceFile, type: DependencyType.static };
}
