import type { ExecutorContext } from '@nx/devkit';
import { cargoProject, type CargoProject } from '../../cargo/project.ts';
import { packageJson } from '../../plugin/package-json.ts';
import { checkingReads } from '../../reads/check-reads.ts';
import { reportingErrors } from '../reporting-errors.ts';
import { profileOf } from './arguments.ts';
import { build } from './build.ts';
import type { BuildOptions } from './options.ts';
import { loaderAdvice } from './loader-advice.ts';
import { describeArtifact } from './report.ts';

export default function buildExecutor(options: BuildOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return reportingErrors(async () => {
    const project = await cargoProject(context);
    return checkingReads(project, 'build', async () => {
      const { success, artifacts } = await build(options, project);
      for (const artifact of artifacts) console.log(describeArtifact(artifact, profileOf(options)));
      const advice = success && project.crate.kind === 'addon' ? adviceFor(options, project) : undefined;
      if (advice) console.log(advice);
      return success;
    });
  });
}

function adviceFor(options: BuildOptions, { workspaceRoot, crateRoot, crate }: CargoProject): string | undefined {
  const { outputDir = 'dist', js = 'index.js' } = options;
  return loaderAdvice(crateRoot, packageJson(workspaceRoot, crate.root), {
    outputDir,
    js,
    profile: profileOf(options),
  });
}
