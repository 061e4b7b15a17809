import { join } from 'node:path';
import type { Arguments, SourceBreakpoint } from '../src/protocol/dap.ts';
import { findProgram } from '../src/launch/find-program.ts';
import { DapClient } from './dap-client.ts';
import type { Program } from './program.ts';

export const ADAPTER = join(import.meta.dirname, '..', 'dist', 'bundle', 'adapter.mjs');
export const NODE = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.bin', 'node');

const canRun = process.platform === 'linux' && findProgram(['lldb-dap-22', 'lldb-dap-19'], process.env) !== undefined;

/** Real programs under real debuggers: only where there are any. */
export const describeDebugging = canRun ? describe : describe.skip;

/** One session of a client on a program: what a test does most, in few words. */
export class Debugging {
  readonly client = new DapClient(ADAPTER);
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
  }

  /** Starts with breakpoints on the lines of these marks. */
  launch(marks: string[], configuration: Arguments = {}): Promise<void> {
    const { main, rust, script, folder } = this.#program;
    const isScript = (mark: string): boolean => mark.startsWith('TS');
    const lines = (file: string, wanted: string[]): SourceBreakpoint[] =>
      wanted.map((mark) => ({ line: this.#program.lineOf(file, mark) }));
    return this.client.start(
      {
        program: script,
        cwd: folder,
        runtimeExecutable: NODE,
        ...configuration,
      },
      {
        [main]: lines(main, marks.filter(isScript)),
        [rust]: lines(
          rust,
          marks.filter((mark) => !isScript(mark)),
        ),
      },
    );
  }

  /** The next stop: its reason, and the user's own frames as `function file:line`. */
  async stopped(): Promise<{
    reason: string;
    stack: string[];
    threadId: number;
  }> {
    const { reason, threadId } = await this.client.stopped();
    return { reason, threadId, stack: await this.client.ownStack(threadId) };
  }

  /** `next`, `stepIn`, `stepOut` or `continue` on the main thread, and where that leads to. */
  async go(command: string): ReturnType<Debugging['stopped']> {
    await this.resume(command);
    return this.stopped();
  }

  async resume(command: string): Promise<void> {
    const { threads } = await this.client.request('threads');
    await this.client.request(command, {
      threadId: threads[0]?.id,
    });
  }

  /** `file:line` of a mark, as the stack shows it. */
  place(mark: string): string {
    const { main, rust } = this.#program;
    return mark.startsWith('TS')
      ? `main.ts:${this.#program.lineOf(main, mark)}`
      : `lib.rs:${this.#program.lineOf(rust, mark)}`;
  }
}
