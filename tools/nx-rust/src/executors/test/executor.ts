import type { ExecutorContext } from '@nx/devkit';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cargoCommand } from '../../cargo/metadata.ts';
import { cargoProject } from '../../cargo/project.ts';
import { run } from '../../process/run.ts';
import { checkingReads } from '../../reads/check-reads.ts';
import { reportingErrors } from '../reporting-errors.ts';
import { testArguments } from './arguments.ts';
import { TestCounter } from './count.ts';
import { LinkErrors } from './link-errors.ts';
import type { TestOptions } from './options.ts';

export default function testExecutor(options: TestOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  return reportingErrors(async () => {
    const project = await cargoProject(context);
    const { crate, crateRoot, hasLockFile } = project;
    const reportFile = join(crateRoot, options.reportFile ?? 'test-output/cargo.json');
    // The report of an earlier run must not speak for this one, should it not come to an end.
    rmSync(reportFile, { force: true });

    const counter = new TestCounter();
    const onLine = (line: string) => {
      process.stdout.write(`${line}\n`);
      counter.read(line);
    };
    const args = testArguments(options, crate.name, hasLockFile);
    const linkErrors = crate.kind === 'addon' ? new LinkErrors((line) => process.stderr.write(`${line}\n`)) : undefined;
    const errors = linkErrors ? { onErrorLine: (line: string) => linkErrors.read(line) } : {};
    const success = await checkingReads(
      project,
      'test',
      async () => (await run(cargoCommand(), args, { cwd: crateRoot, onLine, ...errors })) === 0,
    );
    const advice = linkErrors?.end();
    if (advice) console.error(advice);

    mkdirSync(dirname(reportFile), { recursive: true });
    writeFileSync(reportFile, `${JSON.stringify(counter.report(crate.name, success))}\n`);
    return success;
  });
}
