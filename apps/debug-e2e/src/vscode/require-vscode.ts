import { spawnSync } from 'node:child_process';

import { isInstalled } from './installation.ts';

const VERSION_MS_MAX = 20_000;

function whyNot(): string | undefined {
  if (!isInstalled()) return 'code-server is not installed: npx nx run @bimetal/debug-e2e:code-server';
  const { status } = spawnSync('lldb-dap-22', ['--version'], { timeout: VERSION_MS_MAX, killSignal: 'SIGKILL' });
  return status === 0 ? undefined : 'there is no lldb-dap-22: sudo apt-get install lldb-22 python3-lldb-22';
}

const reason = whyNot();
// Not console.warn, which Jest keeps to itself when every test of a file is skipped.
if (reason) process.stderr.write(`VS Code itself is not tested, its tests are skipped: ${reason}\n`);

/** `describe` where VS Code and LLDB can run; elsewhere its tests are counted as skipped. */
export const describeWithVscode = reason === undefined ? describe : describe.skip;
