import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { median } from '../measure.ts';
import { type Row, rowOf, type Suite, type SuiteOptions } from '../suite.ts';

const PROJECT = join(import.meta.dirname, '..', '..', '..', 'vscode-debug');
const ROUNDS_MAX = 7;
const ROUNDS_QUICK = 3;

/** What scripts/measure.ts of the extension prints for each run. */
interface Run {
  kind: 'adapter' | 'lldb-dap';
  first_stop_ms: number;
  first_stack_ms: number;
  later_stacks_ms: number[];
}

export const debugger_: Suite = {
  name: 'debugger',
  description:
    'what the merged stack costs: from F5 to the first stop in Rust, and the stacks there, beside plain lldb-dap',
  rounds: { full: ROUNDS_MAX, quick: ROUNDS_QUICK },
  run,
};

async function run({ rounds, isQuick, say }: SuiteOptions): Promise<Row[]> {
  // A round starts two debuggers and takes seconds: there is no point in as many as of calls.
  const wanted = isQuick ? ROUNDS_QUICK : Math.min(rounds, ROUNDS_MAX);
  say(`${wanted} runs of each, in turns, medians; the plain debugger has the native frames only`);
  await node('bundle.ts');
  const runs = await node('measure.ts', String(wanted));
  const medianOf = (kind: Run['kind'], figures: (run: Run) => number[]) =>
    median(runs.filter((each) => each.kind === kind).flatMap(figures));
  const row = (name: string, figures: (run: Run) => number[]) =>
    rowOf(name, 'ms', medianOf('adapter', figures), { 'lldb-dap': medianOf('lldb-dap', figures) });
  return [
    row('F5 to the first stop', (each) => [each.first_stop_ms]),
    row('stack at the first stop', (each) => [each.first_stack_ms]),
    row('later stacks, at most 40 frames', (each) => each.later_stacks_ms),
  ];
}

/** Runs a script of the extension's project and reads its lines. */
async function node(script: string, ...args: string[]): Promise<Run[]> {
  const child = spawn(process.execPath, [join(PROJECT, 'scripts', script), ...args], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${script} ended with code ${code}`))));
  });
  // A failure is awaited below, after the lines.
  ended.catch(() => undefined);
  const runs: Run[] = [];
  for await (const line of createInterface({ input: child.stdout })) runs.push(JSON.parse(line) as Run);
  await ended;
  return runs;
}
