import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../src/launch/find-program.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..');
const INSTALL_MILLISECONDS_MAX = 300_000;

/** One pair of the versions that the adapter knows; a program that cannot be had is undefined. */
export interface Cell {
  name: string;
  node: string | undefined;
  lldbDap: string | undefined;
}

const isLinux = process.platform === 'linux';
const node26 = realpathSync(join(REPOSITORY, 'node_modules', '.bin', 'node'));
const node24 = isLinux ? olderVersion('node-24') : undefined;
const lldb19 = isLinux ? olderVersion('lldb-19') : undefined;
const dap19 = lldb19 && join(lldb19, 'lldb-dap');
const dap22 = isLinux ? findProgram(['lldb-dap-22'], process.env) : undefined;

/** What the other suites run with. */
export const NEWEST: Cell = { name: 'Node 26 and LLDB 22', node: node26, lldbDap: dap22 };
export const OLDEST: Cell = { name: 'Node 24 and LLDB 19', node: node24, lldbDap: dap19 };
export const BETWEEN: Cell[] = [
  { name: 'Node 24 and LLDB 22', node: node24, lldbDap: dap22 },
  { name: 'Node 26 and LLDB 19', node: node26, lldbDap: dap19 },
];

/** Whether both programs of the pair are here. */
export function isThere({ node, lldbDap }: Cell): boolean {
  return node !== undefined && lldbDap !== undefined;
}

/** Where Node 24 or LLDB 19 is, privately installed the first time; undefined, with a word to the reader, where it cannot be. */
function olderVersion(name: 'node-24' | 'lldb-19'): string | undefined {
  const program = join(REPOSITORY, 'tools', 'setup', 'src', 'older-version.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, name], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
    timeout: INSTALL_MILLISECONDS_MAX,
    killSignal: 'SIGKILL',
  });
  if (status === 0) return stdout.trim();
  // Not console.warn, which Jest keeps to itself when every test of a file is skipped.
  process.stderr.write(`The adapter is not tested with ${name}: ${stderr.trim()}\n`);
  return undefined;
}
