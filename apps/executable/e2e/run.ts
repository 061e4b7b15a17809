/** `node apps/executable/e2e/run.ts [api] [alone] [page] [everything]`: these end-to-end tests of the executable, or the first three. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { resolve } = createRequire(import.meta.url);

const JEST = [resolve('jest/bin/jest'), '--config'];
const PLAYWRIGHT = [resolve('@playwright/test/cli'), 'test', '--config'];

const SUITES: Readonly<Record<string, readonly string[]>> = {
  alone: [...JEST, 'jest.alone.cjs'],
  api: [...JEST, 'jest.api.cjs'],
  page: [...PLAYWRIGHT, 'playwright.page.cjs'],
  /** In place of `api`: also what no bundle could change. */
  everything: [...JEST, 'jest.everything.cjs'],
};

const USUAL = ['alone', 'api', 'page'];

const REPORTS = join(import.meta.dirname, '../test-output/e2e');

/** Resolves with the exit code. */
async function run(args: readonly string[]): Promise<number> {
  const isJest = args[0] === JEST[0];
  const child = spawn(process.execPath, args, {
    cwd: import.meta.dirname,
    stdio: 'inherit',
    env: {
      ...process.env,
      NODE_OPTIONS: isJest ? '--experimental-vm-modules --disable-warning=ExperimentalWarning' : '',
    },
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => SUITES[name] === undefined);
if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: there are ${Object.keys(SUITES).join(', ')}`);

// A suite that ends before it has written its report must not be judged by an older one.
rmSync(REPORTS, { recursive: true, force: true });
for (const name of asked.length > 0 ? asked : USUAL) {
  const code = await run(SUITES[name] ?? []);
  // One that fails does not keep the others from running.
  if (code !== 0) process.exitCode = code;
}
