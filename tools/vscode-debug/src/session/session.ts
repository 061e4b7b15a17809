import { setTimeout as sleep } from 'node:timers/promises';
import { logText } from '../breakpoints/log-message.ts';
import { hitCounts } from '../breakpoints/hit-count.ts';
import { NativeBreakpoints } from '../breakpoints/native-breakpoints.ts';
import { ScriptBreakpoints } from '../breakpoints/script-breakpoints.ts';
import { Cdp } from '../inspector/cdp.ts';
import type { Script } from '../inspector/source-maps.ts';
import { remapped, type Configuration } from '../launch/configuration.ts';
import { openInspector } from '../launch/open-inspector.ts';
import { explained, lldbRequest, startLldb } from '../launch/start.ts';
import type { Body, Breakpoint, DapEvent, SourceBreakpoint, Thread } from '../protocol/dap.ts';
import { OBJECT_GROUP } from '../values/script-values.ts';
import { Exceptions } from './exceptions.ts';
import { Inspection } from './inspection.ts';
import type { NativeStop } from './machine.ts';
import { OperationQueue } from './operation-queue.ts';
import { BurstRefused, Program, within, type ProgramListener } from './program.ts';
import { Stepping, type StepKind } from './stepping.ts';
import { Stop } from './stop.ts';
import { kill, withoutInspectorLines } from './debuggee.ts';
import { threadName } from './thread-names.ts';

const START_MILLISECONDS_MAX = 60_000;
const SCRIPT_PAUSE_MILLISECONDS_MAX = 300;

/** One debug session: one program under two debuggers, and what the client sees of it. */
export class Session implements ProgramListener {
  readonly queue = new OperationQueue();
  readonly exceptions = new Exceptions();
  readonly scriptBreakpoints = new ScriptBreakpoints();
  readonly nativeBreakpoints = new NativeBreakpoints();
  readonly #emit: (event: string, body?: Body) => void;
  #configuration: Configuration | undefined;
  #program: Program | undefined;
  #stepping: Stepping | undefined;
  #stop: Stop | undefined;
  #threads: Thread[] = [];
  #initialized: (() => void) | undefined;
  #inspectorUrl: ((url: string) => void) | undefined;
  #connected: Cdp | Promise<Cdp> | undefined;
  #lldbAnswer: Promise<Body> | undefined;
  #closing = false;
  #pausing = false;
  /** V8 has been asked for a pause that LLDB's came before: it is not shown when it comes. */
  #pauseOverdue = false;

  constructor(emit: (event: string, body?: Body) => void) {
    this.#emit = emit;
    this.scriptBreakpoints.onChange = (breakpoint) => emit('breakpoint', { reason: 'changed', breakpoint });
  }

  /** Begins the program up to where breakpoints may be set: the client sends them next, and then `configured`. */
  async begin(configuration: Configuration): Promise<void> {
    this.#configuration = configuration;
    this.#closing = false;
    const { command, args } = lldbRequest(configuration);
    const inspector = configuration.pid === undefined ? undefined : await openInspector(configuration.pid);
    const lldb = startLldb(configuration);
    const program = new Program(lldb, this, (path) => this.pathOf(path));
    this.#program = program;
    this.#stepping = new Stepping(program);
    const url = new Promise<string>((resolve) => (this.#inspectorUrl = resolve));
    // A running program is introduced to V8's debugger first: from the moment LLDB has it, it may stop at any time.
    this.#connected = inspector
      ? await this.#connect(program, inspector)
      : url.then((found) => this.#connect(program, found));
    const initialized = new Promise<void>((resolve) => (this.#initialized = resolve));
    await lldb.request('initialize', {
      adapterID: 'lldb-dap',
      linesStartAt1: true,
      columnsStartAt1: true,
      pathFormat: 'path',
    });
    this.#lldbAnswer = lldb.request(command, args);
    // LLDB 19 answers the launch before it is initialized, LLDB 22 after the configuration is done: only failures count here.
    const failed = this.#lldbAnswer.then(() => initialized);
    await within(Promise.race([initialized, failed]), START_MILLISECONDS_MAX, 'LLDB did not start the program').catch(
      (error: Error) => {
        throw explained(error);
      },
    );
  }

  /** All breakpoints are known: lets the program go. */
  async configured(): Promise<void> {
    const program = this.program;
    await this.exceptions.applyToNative(program.lldb);
    await program.lldb.request('configurationDone');
    await this.#lldbAnswer?.catch((error: Error) => {
      throw explained(error);
    });
    program.started();
    if (this.#configuration?.coreFile) return;
    const cdp = await within(
      Promise.resolve(this.#connected),
      START_MILLISECONDS_MAX,
      'Node did not open its inspector',
    );
    if (!cdp) throw new Error('the inspector is not connected');
    this.exceptions.applyToScript(cdp);
    // Not awaited: V8 takes messages in their order, and answers late when LLDB stops the program meanwhile.
    this.scriptBreakpoints.setAgain(cdp, program.scripts.values()).catch((error: Error) => this.#report(error));
    cdp.send('Runtime.runIfWaitingForDebugger');
  }

  async #connect(program: Program, url: string): Promise<Cdp> {
    const cdp = await Cdp.open(url);
    program.use(cdp);
    await cdp.request('Runtime.enable');
    await cdp.request('Debugger.enable');
    cdp.send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
    cdp.send('Debugger.setInstrumentationBreakpoint', { instrumentation: 'beforeScriptWithSourceMapExecution' });
    cdp.send('Debugger.setAsyncCallStackDepth', { maxDepth: 16 });
    return cdp;
  }

  get program(): Program {
    if (!this.#program) throw new Error('no program has been started');
    return this.#program;
  }

  get inspection(): Inspection {
    if (!this.#stop) throw new Error('the program is running');
    return new Inspection(this.program, this.#stop, (path) => this.pathOf(path));
  }

  pathOf(path: string): string {
    return remapped(path, this.#configuration?.sourcePathMap ?? []);
  }

  async setBreakpoints(path: string, asked: readonly SourceBreakpoint[]): Promise<Breakpoint[]> {
    const program = this.#program;
    if (ScriptBreakpoints.isScript(path)) {
      const cdp = program?.phase === 'starting' ? undefined : program?.cdp;
      const replace = (): Promise<Breakpoint[]> =>
        this.scriptBreakpoints.replace(path, asked, cdp, program?.scripts.values() ?? []);
      if (program?.phase !== 'native-stopped') return replace();
      const threadId = this.#stop?.threadId ?? program.pid;
      await this.#stop?.stackOf(threadId);
      return program.burst(threadId, replace).catch(async (error: Error) => {
        if (!(error instanceof BurstRefused)) throw error;
        // V8 cannot answer while LLDB holds the process: what it is sent takes effect when the program runs on.
        void replace();
        return this.scriptBreakpoints.of(path);
      });
    }
    if (!program) return asked.map(({ line }, index) => ({ id: index, verified: false, line }));
    return program.look(() => this.nativeBreakpoints.replace(path, asked, program.lldb));
  }

  async setExceptionFilters(filters: readonly string[]): Promise<void> {
    this.exceptions.set(filters);
    const program = this.#program;
    if (program?.cdp) this.exceptions.applyToScript(program.cdp);
    if (program && program.phase !== 'starting') await program.look(() => this.exceptions.applyToNative(program.lldb));
  }

  async threads(): Promise<Thread[]> {
    const program = this.program;
    if (program.phase === 'native-stopped') {
      const answer = await program.lldb.request('threads');
      this.#threads = (answer['threads'] as Thread[]).map(({ id, name }) => ({
        id,
        name: threadName(name, id, program.pid),
      }));
    }
    if (this.#threads.length > 0) return this.#threads;
    return [{ id: program.pid, name: threadName('', program.pid, program.pid) }];
  }

  async step(kind: StepKind, threadId: number): Promise<void> {
    const stop = this.#leaveStop();
    await this.#stepping?.begin(kind, stop, threadId);
  }

  async continue(threadId: number): Promise<void> {
    const stop = this.#leaveStop();
    await this.#stepping?.run(stop, threadId);
  }

  /** V8 pauses at its next statement. When none comes, because nothing runs or native code does, LLDB stops the process. */
  async pause(): Promise<void> {
    const program = this.program;
    this.#pausing = true;
    program.cdp?.send('Debugger.pause');
    await sleep(SCRIPT_PAUSE_MILLISECONDS_MAX);
    if (program.phase !== 'running') return;
    this.#pauseOverdue = true;
    await program.lldb.request('pause', { threadId: program.pid });
  }

  async close(terminate: boolean): Promise<void> {
    this.#closing = true;
    const program = this.#program;
    if (!program) return;
    this.#program = undefined;
    const isLaunched = this.#configuration?.request === 'launch';
    if (!terminate && program.phase === 'script-stopped') program.resumeScript('resume');
    program.cdp?.close();
    await within(
      program.lldb.request('disconnect', { terminateDebuggee: terminate }),
      3000,
      'LLDB did not let go',
    ).catch(() => {
      // Only what this session started may be killed with it.
      if (isLaunched && terminate && program.pid > 0) kill(program.pid);
    });
    await program.lldb.end();
  }

  async restart(configuration: Configuration | undefined): Promise<void> {
    const next = configuration ?? this.#configuration;
    if (!next || next.request !== 'launch') throw new Error('only a launched program can be restarted');
    await this.close(true);
    this.#stop = undefined;
    this.#threads = [];
    await this.begin(next);
    await this.nativeBreakpoints.setAgain(this.program.lldb);
    await this.configured();
  }

  // What the program tells.

  scriptParsed(_script: Script): void {
    // Breakpoints are set in the pause before the script runs: see scriptPause.
  }

  scriptPause(script: Script | undefined): void {
    const cdp = this.#program?.cdp;
    if (!cdp) return;
    const bound = script ? this.scriptBreakpoints.bind(script, cdp) : Promise.resolve();
    bound.catch((error: Error) => this.#report(error)).finally(() => cdp.send('Debugger.resume'));
  }

  nativeStop(stop: NativeStop): void {
    void this.queue.run(() => this.#onNativeStop(stop)).catch((error: Error) => this.#report(error));
  }

  scriptStop(pause: Body): void {
    void this.queue.run(() => this.#onScriptStop(pause)).catch((error: Error) => this.#report(error));
  }

  lldbEvent({ event, body }: DapEvent): void {
    if (event === 'initialized') return this.#initialized?.();
    if (event === 'breakpoint') return this.#emit('breakpoint', body);
    if (event === 'module' && !this.#closing) return this.#emit('module', body);
    if (event === 'exited' && !this.#closing) return this.#emit('exited', body);
    if (event !== 'output' || !body) return;
    const output = String(body['output']);
    const url = /Debugger listening on (ws:\/\/\S+)/.exec(output)?.[1];
    if (url) this.#inspectorUrl?.(url);
    const shown = withoutInspectorLines(output);
    if (shown) this.#emit('output', { ...body, output: shown });
  }

  ended(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#program?.cdp?.close();
    this.#emit('terminated');
  }

  async #onScriptStop(pause: Body): Promise<void> {
    const program = this.program;
    if (program.phase !== 'script-stopped') return;
    await this.#stepping?.arrived();
    const isOverdue =
      this.#pauseOverdue && !/exception|rejection/i.test(String(pause['reason'])) && !pause['hitBreakpoints']?.length;
    this.#pauseOverdue = false;
    if (isOverdue && this.#stepping?.active === undefined) return program.resumeScript('resume');
    const stop = new Stop(program, program.pid, true);
    const hit = ((pause['hitBreakpoints'] ?? []) as string[])
      .map((id) => this.scriptBreakpoints.withRemote(id))
      .filter((each) => !!each);
    const counted = hit.filter((each) => hitCounts(each.asked.hitCondition, ++each.hits));
    const logging = counted.filter((each) => each.asked.logMessage);
    for (const { asked } of logging) await this.#log(stop, asked.logMessage ?? '');
    if (hit.length > 0 && counted.length === logging.length && this.#stepping?.active === undefined)
      return program.resumeScript('resume');
    const isException = /exception|promiseRejection/i.test(String(pause['reason']));
    const reason = isException
      ? 'exception'
      : hit.length > 0
        ? 'breakpoint'
        : this.#stepping?.active
          ? 'step'
          : 'pause';
    const text = isException ? String(pause['data']?.['description'] ?? '').split('\n')[0] : undefined;
    this.#show(
      stop,
      this.#pausing || reason !== 'pause' ? reason : 'debugger statement',
      hit.map(({ id }) => id),
      text,
    );
  }

  async #onNativeStop(native: NativeStop): Promise<void> {
    const program = this.program;
    if (program.phase !== 'native-stopped') return;
    const stop = new Stop(program, native.threadId, false);
    const asked = native.breakpointIds.map((id) => this.nativeBreakpoints.withId(id)).filter((each) => !!each);
    const isPanic = native.breakpointIds.some((id) => id === this.exceptions.panicBreakpoint);
    const logging = asked.filter(({ logMessage }) => logMessage);
    for (const { logMessage } of logging) await this.#log(stop, logMessage ?? '');
    const isUserBreakpoint = asked.length > logging.length || isPanic;
    if (logging.length > 0 && !isUserBreakpoint) return program.resumeNative('continue', native.threadId);
    if (!(await this.#stepping?.isToShow(native, stop, isUserBreakpoint))) {
      if (program.phase === 'native-stopped' && !this.#stepping?.active)
        await program.resumeNative('continue', native.threadId);
      return;
    }
    const isOwnStep = this.#stepping?.active !== undefined && native.reason === 'breakpoint' && !isUserBreakpoint;
    const reason = isPanic ? 'exception' : this.#pausing ? 'pause' : isOwnStep ? 'step' : native.reason;
    this.#show(
      stop,
      reason,
      native.breakpointIds,
      isPanic ? 'Rust panic' : /^(step|breakpoint)$/.test(reason) ? undefined : native.description,
    );
  }

  #show(stop: Stop, reason: string, hitBreakpointIds: number[], text: string | undefined): void {
    this.#stop = stop;
    this.#pausing = false;
    if (this.#stepping) this.#stepping.active = undefined;
    this.#emit('stopped', {
      reason,
      threadId: stop.threadId,
      allThreadsStopped: true,
      hitBreakpointIds,
      ...(text && { text, description: text }),
    });
  }

  #leaveStop(): Stop {
    if (!this.#stop) throw new Error('the program is running');
    const stop = this.#stop;
    this.#stop = undefined;
    stop.references.clear();
    this.program.cdp?.send('Runtime.releaseObjectGroup', { objectGroup: OBJECT_GROUP });
    return stop;
  }

  async #log(stop: Stop, message: string): Promise<void> {
    const inspection = new Inspection(this.program, stop, (path) => this.pathOf(path));
    const output = await logText(message, async (expression) =>
      String((await inspection.evaluate({ expression }))['result']),
    );
    this.#emit('output', { category: 'console', output: `${output}\n` });
  }

  #report(error: Error): void {
    if (!this.#closing) this.#emit('output', { category: 'stderr', output: `bimetal: ${error.message}\n` });
  }
}
