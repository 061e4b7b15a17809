import type { ExecutorContext } from '@nx/devkit';
import { cargoCommand } from '../../cargo/metadata.ts';
import { cargoProject } from '../../cargo/project.ts';
import { run } from '../../process/run.ts';
import { reportingErrors } from '../reporting-errors.ts';
import { cargoArguments } from './arguments.ts';
import type { CargoOptions } from './options.ts';

export default function cargoExecutor(options: CargoOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return reportingErrors(async () => {
    const { hasLockFile, crateRoot } = await cargoProject(context);
    return (await run(cargoCommand(), cargoArguments(options, hasLockFile), { cwd: crateRoot })) === 0;
  });
}
