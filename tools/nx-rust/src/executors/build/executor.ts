import type { ExecutorContext } from '@nx/devkit';
import { cargoProject } from '../../cargo/project.ts';
import { reportingErrors } from '../reporting-errors.ts';
import { profileOf } from './arguments.ts';
import { build } from './build.ts';
import type { BuildOptions } from './options.ts';
import { describeArtifact } from './report.ts';

export default function buildExecutor(options: BuildOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return reportingErrors(async () => {
    const { success, artifacts } = await build(options, await cargoProject(context));
    for (const artifact of artifacts) console.log(describeArtifact(artifact, profileOf(options)));
    return success;
  });
}
