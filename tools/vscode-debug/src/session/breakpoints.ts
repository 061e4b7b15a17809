import { NativeBreakpoints } from '../breakpoints/native-breakpoints.ts';
import { ScriptBreakpoints } from '../breakpoints/script-breakpoints.ts';
import type { Breakpoint, SourceBreakpoint } from '../protocol/dap.ts';
import { Exceptions } from './exceptions.ts';
import { BurstRefused, type Program } from './program.ts';
import type { Stop } from './stop.ts';

/** All that the user wants to stop at, in both languages. It outlives the program: a restart sets it again. */
export class Breakpoints {
  readonly script = new ScriptBreakpoints();
  readonly native = new NativeBreakpoints();
  readonly exceptions = new Exceptions();

  constructor(onChange: (breakpoint: Breakpoint) => void) {
    this.script.onChange = onChange;
  }

  /** Replaces the breakpoints of one file. There may be no program yet, and no stop. */
  async set(
    path: string,
    asked: readonly SourceBreakpoint[],
    program: Program | undefined,
    stop: Stop | undefined,
  ): Promise<Breakpoint[]> {
    if (ScriptBreakpoints.isScript(path)) return this.#setInScripts(path, asked, program, stop);
    if (!program) return asked.map(({ line }, index) => ({ id: index, verified: false, line }));
    return program.look(() => this.native.replace(path, asked, program.lldb));
  }

  async setExceptionFilters(filters: readonly string[], program: Program | undefined): Promise<void> {
    this.exceptions.set(filters);
    for (const isolate of program?.isolates.all ?? []) this.exceptions.applyToScript(isolate);
    if (program && program.phase !== 'starting') await program.look(() => this.exceptions.applyToNative(program.lldb));
  }

  async #setInScripts(
    path: string,
    asked: readonly SourceBreakpoint[],
    program: Program | undefined,
    stop: Stop | undefined,
  ): Promise<Breakpoint[]> {
    const isolates = program?.phase === 'starting' ? [] : (program?.isolates.all ?? []);
    const replace = (): Promise<Breakpoint[]> => this.script.replace(path, asked, isolates);
    if (program?.phase !== 'native-stopped') return replace();
    const threadId = stop?.threadId ?? program.pid;
    await stop?.stackOf(threadId);
    return program.burst(threadId, replace).catch(async (error: Error) => {
      if (!(error instanceof BurstRefused)) throw error;
      // V8 cannot answer while LLDB holds the process: what it is sent takes effect when the program runs on.
      void replace();
      return this.script.of(path);
    });
  }
}
