import type { Body, DapEvent } from '../protocol/dap.ts';
import type { Cdp } from '../inspector/cdp.ts';
import type { Isolate } from '../inspector/isolate.ts';
import { Isolates } from '../inspector/isolates.ts';
import type { Leave } from '../inspector/pending-step.ts';
import { Script, type Origin } from '../inspector/source-maps.ts';
import type { LldbDap } from '../lldb/lldb-dap.ts';
import { INITIAL, next, type Machine, type NativeStop, type PauseCause, type Phase, type Signal } from './machine.ts';
import type { ProgramListener } from './program-listener.ts';
import { nativeStopOf, whyPaused } from './reported-stop.ts';
import { within } from './within.ts';

// Only for what hangs: LLDB may read symbols first, from a cold disk, before it hears of the stop.
const LOOK_MILLISECONDS_MAX = 60_000;

// LIMIT: V8 mutes a whole statement whose conditional breakpoint did not hold, and then no pause in it takes place.
const MUTED = 'V8 does not pause in a statement whose conditional breakpoint did not hold';

/** TypeScript cannot be evaluated at this native stop; the message says why. */
export class BurstRefused extends Error {}

/** The program under both debuggers: who holds it, and the two ways to reach the one debugger while the other holds it. */
export class Program {
  readonly lldb: LldbDap;
  readonly isolates = new Isolates();
  pid = 0;
  /** V8 will pause once more, for a step that was given up or a pause that LLDB's came before: nobody waits for it. */
  unwantedPause = false;
  /** Shows the pause before the program's first statement instead of leaving it. */
  stopsOnEntry = false;
  /** Questions to V8 under way at a stop in TypeScript. What they call may run into native breakpoints. */
  #questions = 0;
  #machine: Machine = INITIAL;
  /** The pauses before scripts that V8 is in, which nobody is shown. */
  #hiddenPauses = new Map<Isolate, Body>();
  #burstIn: Isolate | undefined;
  /** The other threads that stopped in the same moment as the one that was told first. */
  #stopsBeside: NativeStop[] = [];
  #listener: ProgramListener;
  #lookBegun: (() => void) | undefined;
  #burstBegun: ((pause: Body) => void) | undefined;
  #origin: Origin;

  constructor(lldb: LldbDap, listener: ProgramListener, origin: Origin) {
    this.lldb = lldb;
    this.#listener = listener;
    this.#origin = origin;
    lldb.onEvent = (event) => this.#onLldbEvent(event);
    lldb.onExit = () => this.#apply({ from: 'lldb', what: 'ended' });
  }

  get phase(): Phase {
    return this.#machine.phase;
  }

  /** The conversation with the main isolate. */
  get cdp(): Cdp | undefined {
    return this.isolates.main?.cdp;
  }

  use(isolate: Isolate): void {
    this.isolates.add(isolate);
    isolate.cdp.onEvent = (method, params) => this.#onInspectorEvent(isolate, method, params);
    isolate.cdp.onClose = () => {
      this.isolates.delete(isolate);
      if (this.phase === 'script-stopped' && this.isolates.paused.length === 0)
        this.#apply({ from: 'adapter', what: 'script-resumes' });
      this.#listener.isolateEnded(isolate);
    };
  }

  isolateOf(threadId: number): Isolate | undefined {
    return threadId === this.pid ? this.isolates.main : this.isolates.of(threadId);
  }

  threadOf(isolate: Isolate): number {
    return isolate.worker ? isolate.threadId : this.pid;
  }

  started(): void {
    this.#apply({ from: 'adapter', what: 'started' });
  }

  /**
   * Runs `work` while LLDB holds the process. At a stop in TypeScript the process is alive: it is interrupted for as long
   * as the work takes. SIGSTOP does that in some 10 ms, LLDB's own interrupt takes 100.
   */
  async look<T>(work: () => Promise<T>): Promise<T> {
    if (this.phase !== 'script-stopped') return work();
    this.#apply({ from: 'adapter', what: 'look-begins' });
    const begun = new Promise<void>((resolve) => (this.#lookBegun = resolve));
    process.kill(this.pid, 'SIGSTOP');
    try {
      await within(begun, LOOK_MILLISECONDS_MAX, 'LLDB did not stop the process');
      return await work();
    } finally {
      if (this.#machine.phase === 'looking') await this.#endLook();
    }
  }

  /**
   * Runs `work` with V8 in its inspector pause on the natively stopped thread, and comes back to the same stop.
   * `leave` is how V8 is left: a step begins there and ends after the next native continue.
   */
  async burst<T>(threadId: number, work: (pause: Body, cdp: Cdp) => Promise<T>, leave: Leave = 'resume'): Promise<T> {
    const isolate = this.isolateOf(threadId);
    if (!isolate) throw new BurstRefused('there is no inspector of this thread to evaluate with');
    if (isolate.pause) throw new BurstRefused('V8 pauses on this thread, and LLDB holds the program');
    const { cdp } = isolate;
    this.#burstIn = isolate;
    this.#apply({ from: 'adapter', what: 'burst-begins' });
    const begun = new Promise<Body>((resolve) => (this.#burstBegun = resolve));
    const ended = this.lldb.command(`ts adapter burst ${threadId}${cdp.needsMainThread ? ' through-main' : ''}`);
    try {
      const pause = await cdp.hurried(Promise.race([begun, ended.then(refuse)]));
      try {
        return await work(pause, cdp);
      } finally {
        // Whatever V8 was to pause for, it has paused now.
        this.unwantedPause = false;
        isolate.leave(leave, pause);
        await ended;
      }
    } finally {
      this.#burstBegun = undefined;
      this.#burstIn = undefined;
      this.#apply({ from: 'adapter', what: 'burst-ends' });
      this.#announceUnshown();
    }
  }

  /**
   * Runs `work`, which asks V8 in its pause. A native breakpoint in what an evaluation calls does not stop there, as in a
   * burst: nobody could answer the question from inside.
   */
  async asking<T>(work: () => Promise<T>): Promise<T> {
    this.#questions++;
    try {
      return await work();
    } finally {
      this.#questions--;
    }
  }

  /** Stops the process wherever it is. V8 may come first with a pause, and then that is what the user sees. */
  interrupt(): void {
    this.#apply({ from: 'adapter', what: 'pause-wanted' });
    process.kill(this.pid, 'SIGSTOP');
  }

  /** Lets V8 run on in one isolate. Another may pause still, and is then what the program stands at. */
  resumeScript(how: Leave, isolate: Isolate): void {
    isolate.leave(how);
    if (this.isolates.paused.length === 0) this.#apply({ from: 'adapter', what: 'script-resumes' });
  }

  /** Lets V8 run on where it pauses on one of these threads, the first that does. What others stand at is announced next. */
  resumeScriptOf(...threadIds: number[]): void {
    const isolate = threadIds.map((id) => this.isolateOf(id)).find((each) => each?.pause);
    if (!isolate) return;
    // While LLDB holds the program, V8 reads it when that is over.
    if (this.phase === 'native-stopped') return isolate.leave('resume');
    this.resumeScript('resume', isolate);
    for (const other of this.isolates.paused) this.#listener.scriptStop(other);
  }

  resumeAllScripts(): void {
    for (const isolate of this.isolates.paused) this.resumeScript('resume', isolate);
  }

  /** The threads that stopped together with the one of the native stop. LLDB tells of them before it answers anything. */
  async stopsBeside(): Promise<NativeStop[]> {
    await this.lldb.request('threads');
    return this.#stopsBeside;
  }

  /** Lets LLDB run the process: `continue`, `next`, `stepIn` or `stepOut` of lldb-dap. */
  async resumeNative(command: string, threadId: number): Promise<void> {
    this.#apply({ from: 'adapter', what: 'native-continues' });
    await this.lldb.request(command, { threadId });
  }

  async #endLook(): Promise<void> {
    const overtaken = this.#machine.overtaking !== undefined;
    if (!overtaken) await this.lldb.request('continue', { threadId: this.pid });
    this.#apply({ from: 'adapter', what: 'look-ends' });
  }

  #continueUnseen(): void {
    this.lldb.request('continue', { threadId: this.pid }).catch(() => undefined);
  }

  #onLldbEvent(event: DapEvent): void {
    if (event.event === 'process') this.pid = Number(event.body?.['systemProcessId'] ?? 0);
    if (event.event === 'stopped') {
      const stop = nativeStopOf(event.body ?? {});
      if (this.phase === 'native-stopped') this.#stopsBeside.push(stop);
      else this.#stopsBeside = [];
      this.#apply({ from: 'lldb', what: 'stopped', stop });
    } else if (event.event === 'exited' || event.event === 'terminated') {
      this.#listener.lldbEvent(event);
      this.#apply({ from: 'lldb', what: 'ended' });
    } else {
      this.#listener.lldbEvent(event);
    }
  }

  #onInspectorEvent(isolate: Isolate, method: string, params: Body): void {
    switch (method) {
      case 'Debugger.scriptParsed': {
        const { scriptId, url, sourceMapURL } = params as Record<string, string>;
        const script = new Script(scriptId ?? '', url ?? '', sourceMapURL, this.#origin);
        isolate.add(script);
        // The pause before a script with a source map follows at once: acknowledge this message so that it may come.
        if (sourceMapURL) isolate.cdp.send('Runtime.getIsolateId');
        return this.#listener.scriptParsed(script, isolate);
      }
      case 'Debugger.breakpointResolved':
        return this.#listener.breakpointResolved(isolate, params);
      case 'Debugger.paused':
        return this.#onPaused(isolate, params);
      case 'NodeRuntime.waitingForDisconnect':
        // Node is at its end and waits until its debugger has gone.
        return this.cdp?.close();
    }
  }

  /** A pause that was to be hidden is one to show: a breakpoint was set at the very place since. */
  pausedAt(isolate: Isolate, pause: Body): void {
    this.#onPaused(isolate, pause);
  }

  #onPaused(isolate: Isolate, params: Body): void {
    if (whyPaused(params) === 'start') this.#listener.starts(isolate);
    const why = this.#causeOf(isolate, params);
    if (isolate === this.#burstIn) return this.#apply({ from: 'inspector', what: 'paused', why }, params);
    if (why === 'user' && isolate.goesOn(params)) return;
    const isBeside = this.phase === 'bursting' || this.phase === 'script-stopped' || this.phase === 'looking';
    if (why !== 'user') {
      this.#hiddenPauses.set(isolate, params);
      // What an isolate does before its scripts concerns nobody else, wherever the others stand.
      if (isolate.worker || isBeside) return this.#readSourceMaps();
    } else {
      isolate.paused(params);
      // At a burst's end it is looked for.
      if (this.phase === 'bursting') return;
      if (isBeside) return this.#listener.scriptStop(isolate);
    }
    this.#apply({ from: 'inspector', what: 'paused', why }, params);
  }

  #causeOf(isolate: Isolate, pause: Body): PauseCause {
    const cause = whyPaused(pause);
    if (cause === 'start' && this.stopsOnEntry && !isolate.worker) return 'user';
    return cause === 'user' && isolate.isAtEntry(pause) ? 'instrumentation' : cause;
  }

  #readSourceMaps(): void {
    for (const [isolate, pause] of this.#hiddenPauses) this.#listener.scriptPause(isolate, pause);
    this.#hiddenPauses.clear();
  }

  /** The turn of those that paused while LLDB held the program, or a burst went on. */
  #announceUnshown(): void {
    if (this.isolates.paused.some(({ isShown }) => !isShown))
      this.#apply({ from: 'inspector', what: 'paused', why: 'user' });
  }

  #apply(signal: Signal, params: Body = {}): void {
    const before = this.#machine;
    const [machine, effect] = next(before, signal);
    if (effect === 'announce-native' && before.phase === 'script-stopped' && this.#questions > 0) {
      this.#continueUnseen();
      return;
    }
    this.#machine = machine;
    switch (effect) {
      case 'announce-native': {
        const stop = signal.from === 'lldb' && signal.what === 'stopped' ? signal.stop : before.overtaking;
        return stop && this.#listener.nativeStop(stop);
      }
      case 'announce-script':
        this.#readSourceMaps();
        if (this.isolates.paused.length === 0) return this.#apply({ from: 'adapter', what: 'script-resumes' });
        for (const isolate of this.isolates.paused) this.#listener.scriptStop(isolate);
        return;
      case 'leave-start':
      case 'read-source-map':
        // Both are pauses before the first statement of a script.
        this.#readSourceMaps();
        return this.#announceUnshown();
      case 'begin-look':
        return this.#lookBegun?.();
      case 'begin-burst':
        return this.#burstBegun?.(params);
      case 'swallow-interrupt':
        // The same stop may have a second reason on another thread, told next: that one is to be shown.
        setImmediate(() => {
          if (this.phase !== 'native-stopped') this.#continueUnseen();
        });
        return;
      case 'end':
        return this.#listener.ended();
      case 'none':
        return;
    }
  }
}

function refuse(answer: Body): never {
  throw new BurstRefused(String(answer['refused'] ?? MUTED));
}
