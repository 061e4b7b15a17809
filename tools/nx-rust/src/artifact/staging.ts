import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes an empty folder next to the results, where it is sure to be in the same file system: a rename across file
 * systems is a copy. It bears our process id, so that what a killed build left behind can be told from a running one.
 */
export function createStaging(outputDir: string, profile: string): string {
  mkdirSync(outputDir, { recursive: true });
  for (const name of readdirSync(outputDir)) {
    const owner = /^\.staging-\w+-(\d+)$/.exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner)))
      rmSync(join(outputDir, name), { recursive: true, force: true });
  }
  const staging = join(outputDir, `.staging-${profile}-${process.pid}`);
  if (existsSync(staging)) rmSync(staging, { recursive: true });
  mkdirSync(staging);
  return staging;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
