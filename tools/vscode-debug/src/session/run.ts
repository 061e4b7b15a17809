import { resolve } from 'node:path';
import type { Isolate } from '../inspector/isolate.ts';
import type { Script } from '../inspector/source-maps.ts';
import { nativePath, remapped, type Configuration } from '../launch/configuration.ts';
import type { EditorPaths } from '../launch/editor-paths.ts';
import type { Body, DapEvent, Thread } from '../protocol/dap.ts';
import { OBJECT_GROUP } from '../values/references.ts';
import type { Breakpoints } from './breakpoints.ts';
import { descendantsOf, kill, withoutInspectorLines } from './debuggee.ts';
import type { Inspection } from './inspection.ts';
import type { NativeStop } from './machine.ts';
import type { Notices } from './notices.ts';
import type { OperationQueue } from './operation-queue.ts';
import type { Program } from './program.ts';
import type { ProgramListener } from './program-listener.ts';
import { ownTime } from './own-time.ts';
import { isBeforeFirst } from './reported-stop.ts';
import { Start } from './start.ts';
import { Stepping, type StepKind } from './stepping.ts';
import type { Stop } from './stop.ts';
import { StopAnnouncer } from './stop-announcer.ts';
import { threadName } from './thread-names.ts';
import { within } from './within.ts';

const SCRIPT_PAUSE_MILLISECONDS = 300;
const DISCONNECT_MILLISECONDS_MAX = 3000;
// A program that is not ours is let go whole: LLDB that is killed before would leave its breakpoints in it.
const DETACH_MILLISECONDS_MAX = 30_000;

/** One run of the program, from its start to its end. A session has several when it is restarted. */
export class Run implements ProgramListener {
  readonly program: Program;
  readonly #start: Start;
  readonly #configuration: Configuration;
  readonly #breakpoints: Breakpoints;
  readonly #notices: Notices;
  readonly #queue: OperationQueue;
  readonly #emit: (event: string, body?: Body) => void;
  readonly #stepping: Stepping;
  readonly #stops: StopAnnouncer;
  readonly #editor: EditorPaths;
  /** All that ran, also in isolates that have ended: a breakpoint that none of them led to is told of at the end. */
  readonly #scripts = new Set<Script>();
  #threads: Thread[] = [];
  #hasRun = false;
  #closing = false;

  constructor(
    configuration: Configuration,
    breakpoints: Breakpoints,
    notices: Notices,
    queue: OperationQueue,
    editor: EditorPaths,
    emit: (event: string, body?: Body) => void,
  ) {
    const pathOf = (path: string): string => remapped(path, configuration.sourcePathMap);
    const shown = (path: string): string => editor.nameOf(pathOf(path));
    editor.learn(configuration.cwd);
    if (configuration.program) editor.learn(resolve(configuration.cwd, configuration.program));
    breakpoints.native.onMistake = (...mistake) => notices.conditionFailed(...mistake);
    breakpoints.native.pathOf = (path) => nativePath(path, configuration.sourcePathMap);
    this.#editor = editor;
    this.#configuration = configuration;
    this.#breakpoints = breakpoints;
    this.#notices = notices;
    this.#queue = queue;
    this.#emit = emit;
    this.#start = new Start(configuration, this, pathOf);
    this.program = this.#start.program;
    this.#stepping = new Stepping(this.program);
    this.#stops = new StopAnnouncer(this.program, this.#stepping, breakpoints, notices, shown, emit);
  }

  begin(): Promise<void> {
    return this.#start.begin();
  }

  async configured(): Promise<void> {
    await this.#start.finish(this.#breakpoints, this.#notices);
    this.#hasRun = this.#configuration.coreFile === undefined;
  }

  /** The stop that the user sees; none while the program runs. */
  get stop(): Stop | undefined {
    return this.#stops.current;
  }

  get inspection(): Inspection {
    return this.#stops.inspection;
  }

  async threads(): Promise<Thread[]> {
    const { program } = this;
    if (program.phase === 'native-stopped') {
      const answer = await program.lldb.request('threads');
      this.#threads = answer['threads'] as Thread[];
    }
    const known = new Map(this.#threads.map(({ id, name }) => [id, name]));
    // LLDB tells of its threads only while it holds the process.
    for (const id of [program.pid, ...program.isolates.workers.map(({ threadId }) => threadId)]) {
      if (id > 0 && !known.has(id)) known.set(id, '');
    }
    return [...known].map(([id, name]) => ({
      id,
      name: threadName(name, id, program.pid, program.isolateOf(id)?.name),
    }));
  }

  step(kind: StepKind, threadId: number): Promise<void> {
    return this.#stepping.begin(kind, this.#leaveStop(), threadId);
  }

  async continue(threadId: number): Promise<void> {
    // While one thread steps, others may stand, and be let go.
    if (!this.stop && this.program.isolates.paused.length > 0) return this.program.resumeAllScripts();
    const stop = this.#leaveStop();
    if (this.#stops.showWaiting()) return;
    await this.#stepping.run(stop, threadId);
  }

  /** V8 pauses at its next statement. When none comes, because nothing runs or native code does, LLDB stops the process. */
  async pause(): Promise<void> {
    const { program } = this;
    if (program.phase !== 'running') return;
    this.#stops.pausing = true;
    program.cdp?.send('Debugger.pause');
    await ownTime(program.pid, SCRIPT_PAUSE_MILLISECONDS, () => program.phase !== 'running');
    if (program.phase !== 'running') return;
    program.unwantedPause = true;
    program.interrupt();
  }

  async close(terminate: boolean): Promise<void> {
    this.#closing = true;
    const { program } = this;
    if (!terminate) program.resumeAllScripts();
    program.cdp?.close();
    this.#tellUnbound();
    const children = this.#configuration.request === 'launch' && terminate ? descendantsOf(program.pid) : [];
    const disconnected = program.lldb.request('disconnect', { terminateDebuggee: terminate });
    // Only what this session started may be killed with it.
    const isOurs = this.#configuration.request === 'launch' && terminate;
    const limit = isOurs ? DISCONNECT_MILLISECONDS_MAX : DETACH_MILLISECONDS_MAX;
    await within(disconnected, limit, 'LLDB did not let go').catch(() => {
      if (isOurs && program.pid > 0) kill(program.pid);
    });
    for (const child of children) kill(child);
    await program.lldb.end();
  }

  /** Breakpoints that wait are looked at once more: what they wait for may run already. */
  breakpointsChanged(): void {
    const scripts = this.program.isolates.all.flatMap((isolate) => [...isolate.scripts.values()]);
    this.#notices.scriptsWithoutMaps(this.#breakpoints.script.waiting, scripts);
  }

  // What the program tells.

  scriptParsed(script: Script, isolate: Isolate): void {
    if (script.url === '' || script.url.startsWith('node:')) return;
    this.#scripts.add(script);
    this.#notices.scriptsWithoutMaps(this.#breakpoints.script.waiting, [script]);
    // Where V8 does not pause before it, this is late by a moment; else it is the same as there.
    this.#breakpoints.script.bind(script, isolate).catch(() => undefined);
  }

  breakpointResolved(isolate: Isolate, params: Body): void {
    this.#breakpoints.script.resolved(isolate, params);
  }

  starts(isolate: Isolate): void {
    this.#start.takeBack(isolate);
  }

  scriptPause(isolate: Isolate, pause: Body): void {
    if (!this.#closing) void this.#leaveScript(isolate, pause);
  }

  isolateBegan(isolate: Isolate): void {
    if (!this.#closing) this.#emit('thread', { reason: 'started', threadId: isolate.threadId });
  }

  isolateEnded(isolate: Isolate): void {
    this.#breakpoints.script.forget(isolate);
    if (this.#closing || !isolate.worker) return;
    this.#threads = this.#threads.filter(({ id }) => id !== isolate.threadId);
    this.#emit('thread', { reason: 'exited', threadId: isolate.threadId });
    if (!isolate.pause || this.program.phase !== 'running') return;
    // It was ended where it stood.
    this.#stops.current = undefined;
    this.#emit('continued', { threadId: isolate.threadId, allThreadsContinued: true });
  }

  nativeStop(stop: NativeStop): void {
    this.#queued(() => this.#stops.nativeStop(stop));
  }

  scriptStop(isolate: Isolate): void {
    const { pause } = isolate;
    this.#queued(() => this.#stops.scriptStop(isolate, pause));
  }

  lldbEvent({ event, body }: DapEvent): void {
    if (event === 'initialized') return this.#start.initialized();
    if (event === 'module') this.#notices.moduleLoaded(body ?? {});
    if (event === 'breakpoint')
      return this.#emit('breakpoint', this.#breakpoints.native.changed(body ?? {}, this.#editor));
    if (event === 'exited') this.#start.exited(Number(body?.['exitCode'] ?? 0));
    if ((event === 'module' || event === 'exited') && !this.#closing) return this.#emit(event, body);
    if (event !== 'output' || !body) return;
    const output = String(body['output']);
    this.#start.printed(output, body['category'] === 'stdout' || body['category'] === 'stderr');
    const shown = withoutInspectorLines(output);
    if (shown) this.#emit('output', { ...body, output: shown });
  }

  failed(error: Error): void {
    if (!this.#closing) this.#emit('output', { category: 'stderr', output: `bimetal: ${error.message}\n` });
  }

  ended(): void {
    if (this.#closing) return;
    this.#tellUnbound();
    this.#closing = true;
    this.program.cdp?.close();
    this.#emit('terminated');
  }

  async #leaveScript(isolate: Isolate, pause: Body): Promise<void> {
    const { script } = this.#breakpoints;
    const hit = await script.enter(pause, isolate).catch((error: Error) => {
      this.failed(error);
      return [];
    });
    if (isBeforeFirst(pause)) return isolate.cdp.send('Debugger.resume');
    const isShown = hit.length > 0 || isolate.endsAtEntry(pause);
    if (!isShown) return await isolate.leaveEntry(pause);
    const reason = hit.length > 0 ? 'other' : 'step';
    this.program.pausedAt(isolate, { ...pause, reason, data: undefined, hitBreakpoints: hit });
  }

  #tellUnbound(): void {
    if (this.#hasRun) this.#notices.unbound(this.#breakpoints, [...this.#scripts]);
  }

  /** A stop of a run that is over by the time its turn comes is nobody's. */
  #queued(operation: () => Promise<void>): void {
    const ifStillOpen = async (): Promise<void> => (this.#closing ? undefined : operation());
    this.#queue.run(ifStillOpen).catch((error: Error) => this.failed(error));
  }

  #leaveStop(): Stop {
    const stop = this.#stops.current;
    if (!stop) throw new Error('the program is running');
    this.#stops.current = undefined;
    stop.references.clear();
    for (const { cdp } of this.program.isolates.all)
      cdp.send('Runtime.releaseObjectGroup', { objectGroup: OBJECT_GROUP });
    return stop;
  }
}
