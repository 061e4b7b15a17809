import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

import { DataFolder } from '../debuggee.ts';
import { workspaceRoot } from '../workspace.ts';
import { olderVersion, type OlderVersion } from './older-version.ts';

/** One combination of the versions that the plugin knows. */
export type Cell = { node: 24 | 26; lldb: 19 | 22 };
type Programs = { node: string; lldb: string };
type Report = { passed: number; failed: number; skipped: number };

const SUITE_MS_MAX = 600_000;
const lldbTs = join(workspaceRoot, 'tools/lldb-ts');

/** A Jest test for each of the suites of tools/lldb-ts, run with the versions of the cell. */
export function describeCell(cell: Cell, suites: readonly string[]): void {
  const programs = programsOf(cell);
  const name = `Node ${cell.node} with LLDB ${cell.lldb}`;
  const isThere = !('problem' in programs);
  // Not console.warn, which Jest keeps to itself when every test of a file is skipped.
  if (!isThere) process.stderr.write(`${name} is skipped: ${programs.problem}\n`);
  (isThere ? describe : describe.skip)(name, () => {
    it.each(suites)(
      '%s',
      (suite) => {
        if (isThere) expect(runSuite(suite, programs)).toMatchObject({ failed: 0, passed: expect.any(Number) });
      },
      SUITE_MS_MAX + 10_000,
    );
  });
}

/** The counts of one suite of tools/lldb-ts; throws with all it said when something in it failed or nothing in it ran. */
function runSuite(suite: string, { node, lldb }: Programs): Report {
  using folder = new DataFolder();
  const file = join(folder.path, 'report.json');
  const { stdout, stderr, signal } = spawnSync(
    'python3',
    ['-B', 'tests/run.py', 'live', '--only', suite, '--report', file],
    {
      cwd: lldbTs,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '', LLDB_TS_NODES: node, LLDB_TS_LLDB: lldb },
      timeout: SUITE_MS_MAX,
      // What the tests have started dies with them.
      killSignal: 'SIGKILL',
    },
  );
  const said = `${stdout}${stderr}`;
  if (!existsSync(file)) throw new Error(`${suite} ended without a report (${signal ?? 'no signal'}):\n${said}`);
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  if (report.failed > 0 || report.passed === 0) throw new Error(`${JSON.stringify(report)}\n${said}`);
  for (const line of said.match(/^skipped: .*/gm) ?? []) process.stderr.write(`${suite}: ${line}\n`);
  return report;
}

function programsOf({ node, lldb }: Cell): Programs | { problem: string } {
  if (process.platform !== 'linux') return { problem: 'the plugin is for Linux' };
  if (!runs('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))'])) {
    return { problem: 'there is no Python 3.11 or newer' };
  }
  const nodeProgram: OlderVersion = node === 24 ? olderVersion('node-24') : { path: realpathSync(process.execPath) };
  if ('problem' in nodeProgram) return nodeProgram;
  if (lldb === 22) {
    const isThere = runs('lldb-22', ['--version']);
    return isThere ? { node: nodeProgram.path, lldb: 'lldb-22' } : { problem: 'there is no lldb-22' };
  }
  const older = olderVersion('lldb-19');
  return 'problem' in older ? older : { node: nodeProgram.path, lldb: join(older.path, 'lldb') };
}

function runs(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { timeout: 20_000, killSignal: 'SIGKILL' }).status === 0;
}
