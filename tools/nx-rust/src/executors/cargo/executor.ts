import type { ExecutorContext } from '@nx/devkit';
import { cargoCommand } from '../../cargo/metadata.ts';
import { cargoProject } from '../../cargo/project.ts';
import { run } from '../../process/run.ts';
import { checkingReads } from '../../reads/check-reads.ts';
import type { ReadsKind } from '../../reads/static-reads.ts';
import { reportingErrors } from '../reporting-errors.ts';
import { cargoArguments } from './arguments.ts';
import type { CargoOptions } from './options.ts';

export default function cargoExecutor(options: CargoOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return reportingErrors(async () => {
    const project = await cargoProject(context);
    const { hasLockFile, crateRoot } = project;
    const runCargo = async () =>
      (await run(cargoCommand(), cargoArguments(options, hasLockFile), { cwd: crateRoot })) === 0;
    const kind = COMPILING[options.command];
    return kind === undefined ? runCargo() : checkingReads(project, kind, runCargo);
  });
}

/** Other commands compile nothing, and leave no note of what they have read. */
const COMPILING: Partial<Record<string, ReadsKind>> = { clippy: 'lint', check: 'test', build: 'test', test: 'test' };
