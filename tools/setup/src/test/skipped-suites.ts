import type { VerdictRow } from './verdict.ts';

const PYTHON = 'the plugin is started by sh with python3';
const DEBUGGERS = 'the debugging tools are tested with LLDB 22 on Linux only';

/** The suites that a system may skip as a whole, each with the reason. docs/platforms.md has the same table. */
const MAY_BE_SKIPPED: Partial<Record<NodeJS.Platform, Record<string, string>>> = {
  linux: {},
  darwin: {
    '@bimetal/debug-e2e:e2e': DEBUGGERS,
    '@bimetal/lldb-ts:e2e': DEBUGGERS,
    '@bimetal/vscode-debug:e2e': DEBUGGERS,
  },
  win32: {
    '@bimetal/debug-e2e:e2e': DEBUGGERS,
    '@bimetal/lldb-ts:e2e': DEBUGGERS,
    '@bimetal/lldb-ts:lint': PYTHON,
    '@bimetal/lldb-ts:test': PYTHON,
    '@bimetal/vscode-debug:e2e': DEBUGGERS,
  },
};

/** What `npm test` leaves out on this system, as sentences for its user. */
export function skippedSuites(platform: NodeJS.Platform): string[] {
  return Object.entries(MAY_BE_SKIPPED[platform] ?? {}).map(
    ([suite, reason]) => `${suite} may be skipped on ${platform}: ${reason}.`,
  );
}

/**
 * The rows of suites of which nothing ran although this system should run them: one each, as a failure. CI asks for them
 * (`NO_SILENT_SKIPS=1`), so that a debugger that could not be installed does not turn a whole suite green.
 */
export function unexpectedSkips(rows: readonly VerdictRow[], platform: NodeJS.Platform): VerdictRow[] {
  const mayBeSkipped = MAY_BE_SKIPPED[platform] ?? {};
  return rows
    .filter(({ passed, failed, skipped }) => passed === 0 && failed === 0 && skipped > 0)
    .filter(({ name }) => mayBeSkipped[name.split(' ', 1)[0]!] === undefined)
    .map(({ name }) => ({
      name,
      passed: 0,
      failed: 1,
      skipped: 0,
      remark: `is never skipped as a whole on ${platform}`,
    }));
}
