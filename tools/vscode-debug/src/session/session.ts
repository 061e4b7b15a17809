import type { Configuration } from '../launch/configuration.ts';
import { EditorPaths } from '../launch/editor-paths.ts';
import type { Body, Breakpoint, SourceBreakpoint, Thread } from '../protocol/dap.ts';
import { Breakpoints } from './breakpoints.ts';
import type { Inspection } from './inspection.ts';
import { Notices } from './notices.ts';
import { OperationQueue } from './operation-queue.ts';
import { Run } from './run.ts';
import type { StepKind } from './stepping.ts';

/** One debug session: the breakpoints, which outlive a restart, and the run of the program that they are set in. */
export class Session {
  readonly queue = new OperationQueue();
  readonly #breakpoints: Breakpoints;
  readonly #notices: Notices;
  readonly #editor = new EditorPaths();
  readonly #emit: (event: string, body?: Body) => void;
  #configuration: Configuration | undefined;
  #run: Run | undefined;

  constructor(emit: (event: string, body?: Body) => void) {
    this.#emit = emit;
    this.#notices = new Notices(emit);
    this.#breakpoints = new Breakpoints((breakpoint) => emit('breakpoint', { reason: 'changed', breakpoint }));
  }

  /** Begins the program up to where breakpoints may be set: the client sends them next, and then `configured`. */
  begin(configuration: Configuration): Promise<void> {
    this.#configuration = configuration;
    this.#run = new Run(configuration, this.#breakpoints, this.#notices, this.queue, this.#editor, this.#emit);
    return this.#run.begin();
  }

  /** All breakpoints are known: lets the program go. */
  configured(): Promise<void> {
    return this.run.configured();
  }

  get run(): Run {
    if (!this.#run) throw new Error('no program has been started');
    return this.#run;
  }

  get inspection(): Inspection {
    return this.run.inspection;
  }

  async setBreakpoints(path: string, asked: readonly SourceBreakpoint[]): Promise<Breakpoint[]> {
    this.#editor.learn(path);
    const breakpoints = await this.#breakpoints.set(path, asked, this.#run?.program, this.#run?.stop);
    this.#run?.breakpointsChanged();
    return breakpoints;
  }

  setExceptionFilters(filters: readonly string[]): Promise<void> {
    return this.#breakpoints.setExceptionFilters(filters, this.#run?.program);
  }

  threads(): Promise<Thread[]> {
    return this.run.threads();
  }

  step(kind: StepKind, threadId: number): Promise<void> {
    return this.run.step(kind, threadId);
  }

  continue(threadId: number): Promise<void> {
    return this.run.continue(threadId);
  }

  pause(): Promise<void> {
    return this.run.pause();
  }

  async close(terminate: boolean): Promise<void> {
    const run = this.#run;
    this.#run = undefined;
    await run?.close(terminate);
  }

  async restart(configuration: Configuration | undefined): Promise<void> {
    const next = configuration ?? this.#configuration;
    if (!next || next.request !== 'launch') throw new Error('only a launched program can be restarted');
    await this.close(true);
    await this.begin(next);
    await this.#breakpoints.native.setAgain(this.run.program.lldb);
    await this.run.configured();
  }
}
