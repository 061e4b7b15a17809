import { spawnSync } from 'node:child_process';

const VERSION_MS_MAX = 20_000;
const { status } = spawnSync('lldb-22', ['--version'], { timeout: VERSION_MS_MAX, killSignal: 'SIGKILL' });
const isThere = status === 0 && process.platform === 'linux';

if (!isThere) {
  // Not console.warn, which Jest keeps to itself when every test of a file is skipped.
  process.stderr.write(
    'There is no lldb-22 here, so these tests are skipped. Install it: sudo apt-get install lldb-22 python3-lldb-22\n',
  );
}

/** `describe` where LLDB 22 is; elsewhere its tests are counted as skipped. */
export const describeWithLldb = isThere ? describe : describe.skip;
