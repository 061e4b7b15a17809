import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { workspaceRoot } from '../workspace.ts';

const INSTALL_MS_MAX = 300_000;
const PROGRAM = join(workspaceRoot, 'tools/setup/src/older-version.ts');

export type OlderVersion = { path: string } | { problem: string };

/** Node 24's program or the folder of LLDB 19, privately installed the first time; or why it cannot be had. */
export function olderVersion(name: 'node-24' | 'lldb-19'): OlderVersion {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, name], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
    timeout: INSTALL_MS_MAX,
    killSignal: 'SIGKILL',
  });
  return status === 0 ? { path: stdout.trim() } : { problem: stderr.trim() || `${name} could not be installed` };
}
