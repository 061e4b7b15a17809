import type { CreateDependencies, DependencyType, RawProjectGraphDependency } from '@nx/devkit';
import { posix } from 'node:path';
import { discoverCrates } from '../cargo/discover.ts';
import type { NxRustOptions } from './options.ts';
import { packageJson } from './package-json.ts';

type Context = Parameters<CreateDependencies>[1];

/** Draws the arrows that start at a Cargo manifest, and those that end at a crate which is also an npm package. */
export const createDependencies: CreateDependencies<NxRustOptions> = async (_options, context) => {
  const manifests = manifestsOf(context);
  const { crates } = await discoverCrates(context.workspaceRoot, manifests);
  const projects = new Map(Object.entries(context.projects).map(([name, { root }]) => [root, name]));

  const between = crates.flatMap((crate) =>
    crate.dependencies.flatMap(({ root }) => {
      const [source, target] = [projects.get(crate.root), projects.get(root)];
      return source && target && source !== target ? [arrow(source, target)] : [];
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
function toCrates(
  { workspaceRoot, projects, fileMap }: Context,
  crateRoots: ReadonlySet<string>,
): RawProjectGraphDependency[] {
  const manifests = Object.entries(projects).flatMap(([project, { root }]) => {
    const manifest = readPackage(workspaceRoot, root);
    return manifest ? [{ project, root, ...manifest }] : [];
  });
  const crates = new Map(
    manifests.filter(({ root }) => crateRoots.has(root)).map(({ packageName, project }) => [packageName, project]),
  );
  return manifests.flatMap(({ project, root, dependencies }) => {
    const file = posix.join(root, 'package.json');
    const isListed = fileMap.projectFileMap[project]?.some((one) => one.file === file);
    return dependencies.flatMap((dependency) => {
      const target = crates.get(dependency);
      if (target === undefined || target === project) return [];
      // Told as Nx tells it, so that it stays one arrow where Nx draws it too; Nx refuses a file that it has not listed.
      return [isListed ? { source: project, target, sourceFile: file, type: STATIC } : arrow(project, target)];
    });
  });
}

/** None when it is no JSON, of which the user has been told when the projects were made. */
function readPackage(
  workspaceRoot: string,
  root: string,
): { packageName: string | undefined; dependencies: string[] } | undefined {
  try {
    const manifest = packageJson(workspaceRoot, root);
    const sections = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
    return {
      packageName: typeof manifest.name === 'string' ? manifest.name : undefined,
      dependencies: sections.flatMap((section) => Object.keys(manifest[section] ?? {})),
    };
  } catch {
    return undefined;
  }
}

/**
 * Without a file: Nx keeps an arrow that has one until that file changes, and these depend on others as well, on the
 * manifest at the root for `words.workspace = true`.
 */
function arrow(source: string, target: string): RawProjectGraphDependency {
  return { source, target, type: IMPLICIT };
}

/** The values of an enum of Nx, which is not loaded for it: a workspace need not have @nx/devkit. */
const [IMPLICIT, STATIC] = ['implicit' as DependencyType.implicit, 'static' as DependencyType.static];
