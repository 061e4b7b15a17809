import type { ExecutorContext } from '@nx/devkit';
import { join, relative } from 'node:path';
import { reportingErrors } from '@bimetal/nx-rust/shared';
import { makeExecutable } from './executable.ts';
import type { ExecutableOptions } from './options.ts';
import { hostPlatform } from './platform.ts';

export default function executableExecutor(
  options: ExecutableOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  return reportingErrors(async () => {
    const result = await makeExecutable(options, {
      workspaceRoot: context.root,
      projectRoot: rootOf(context.projectName, context),
      addonRoot: options.addon && rootOf(options.addon.project, context),
    });
    const { size, bundleSize, manifest } = result;
    const assets = Object.values(manifest.assets).map((asset) => asset.size);
    console.log(
      [
        relative(context.root, result.file),
        `  flavour     ${manifest.flavour}, for ${hostPlatform()}, Node ${process.versions.node}`,
        `  size        ${mebibytes(size)}: bundle ${mebibytes(bundleSize)}, ${assets.length} assets ${mebibytes(assets.reduce((a, b) => a + b, 0))}, the rest is Node`,
      ].join('\n'),
    );
    return true;
  });
}

function rootOf(name: string | undefined, { projectsConfigurations, root }: ExecutorContext): string {
  const project = name === undefined ? undefined : projectsConfigurations.projects[name];
  if (project === undefined) throw new Error(`There is no project ${name ?? ''} in this workspace.`);
  return join(root, project.root);
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
