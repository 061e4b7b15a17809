import type { Body, DapEvent } from '../protocol/dap.ts';
import type { Cdp } from '../inspector/cdp.ts';
import { Script } from '../inspector/source-maps.ts';
import type { LldbDap } from '../lldb/lldb-dap.ts';
import { INITIAL, next, type Machine, type NativeStop, type Phase, type Signal } from './machine.ts';

const LOOK_MILLISECONDS_MAX = 5000;

/** What the program tells the session. All of it is called from the debuggers' events: queue what takes time. */
export interface ProgramListener {
  nativeStop(stop: NativeStop): void;
  scriptStop(pause: Body): void;
  /** A script stands before its first statement: the program's first script, or one with a source map. */
  scriptPause(script: Script | undefined): void;
  scriptParsed(script: Script): void;
  lldbEvent(event: DapEvent): void;
  ended(): void;
}

// LIMIT: V8 mutes a whole statement whose conditional breakpoint did not hold, and then no pause in it takes place.
const MUTED = 'V8 does not pause in a statement whose conditional breakpoint did not hold';

/** TypeScript cannot be evaluated at this native stop; the message says why. */
export class BurstRefused extends Error {}

/** The program under both debuggers: who holds it, and the two ways to reach the one debugger while the other holds it. */
export class Program {
  readonly lldb: LldbDap;
  readonly scripts = new Map<string, Script>();
  cdp: Cdp | undefined;
  pid = 0;
  /** The last pause of V8 that the user saw. Its call frames are valid only in the phase `script-stopped`. */
  pause: Body | undefined;
  /** V8 has a step to finish that did not come to its end yet. */
  stepPending = false;
  /** Questions to V8 under way at a stop in TypeScript. What they call may run into native breakpoints. */
  #questions = 0;
  #machine: Machine = INITIAL;
  #listener: ProgramListener;
  #lookBegun: (() => void) | undefined;
  #burstBegun: ((pause: Body) => void) | undefined;
  #pathOf: (path: string) => string;

  constructor(lldb: LldbDap, listener: ProgramListener, pathOf: (path: string) => string) {
    this.lldb = lldb;
    this.#listener = listener;
    this.#pathOf = pathOf;
    lldb.onEvent = (event) => this.#onLldbEvent(event);
    lldb.onExit = () => this.#apply({ from: 'lldb', what: 'ended' });
  }

  get phase(): Phase {
    return this.#machine.phase;
  }

  use(cdp: Cdp): void {
    this.cdp = cdp;
    cdp.onEvent = (method, params) => this.#onInspectorEvent(method, params);
    cdp.onClose = () => (this.cdp = undefined);
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
  async burst<T>(
    threadId: number,
    work: (pause: Body, cdp: Cdp) => Promise<T>,
    leave: 'resume' | 'stepOver' | 'stepInto' | 'stepOut' = 'resume',
  ): Promise<T> {
    const cdp = this.cdp;
    if (!cdp) throw new BurstRefused('there is no inspector to evaluate with');
    this.#apply({ from: 'adapter', what: 'burst-begins' });
    const begun = new Promise<Body>((resolve) => (this.#burstBegun = resolve));
    const ended = this.lldb.command(`ts adapter burst ${threadId}`);
    try {
      const pause = await cdp.hurried(Promise.race([begun, ended.then(refuse)]));
      try {
        return await work(pause, cdp);
      } finally {
        this.stepPending = leave !== 'resume';
        cdp.send(`Debugger.${leave}`);
        await ended;
      }
    } finally {
      this.#burstBegun = undefined;
      this.#apply({ from: 'adapter', what: 'burst-ends' });
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

  resumeScript(how: 'resume' | 'stepOver' | 'stepInto' | 'stepOut'): void {
    this.stepPending = how !== 'resume';
    this.#apply({ from: 'adapter', what: 'script-resumes' });
    this.cdp?.send(`Debugger.${how}`);
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

  #onLldbEvent(event: DapEvent): void {
    if (event.event === 'process') this.pid = Number(event.body?.['systemProcessId'] ?? 0);
    if (event.event === 'stopped') {
      this.#apply({ from: 'lldb', what: 'stopped', stop: nativeStopOf(event.body ?? {}) });
    } else if (event.event === 'exited' || event.event === 'terminated') {
      this.#listener.lldbEvent(event);
      this.#apply({ from: 'lldb', what: 'ended' });
    } else {
      this.#listener.lldbEvent(event);
    }
  }

  #onInspectorEvent(method: string, params: Body): void {
    switch (method) {
      case 'Debugger.scriptParsed': {
        const { scriptId, url, sourceMapURL } = params as Record<string, string>;
        const script = new Script(scriptId ?? '', url ?? '', sourceMapURL, this.#pathOf);
        this.scripts.set(script.id, script);
        // The pause before a script with a source map follows at once: acknowledge this message so that it may come.
        if (sourceMapURL) this.cdp?.send('Runtime.getIsolateId');
        return this.#listener.scriptParsed(script);
      }
      case 'Debugger.paused':
        return this.#onPaused(params);
      case 'NodeRuntime.waitingForDisconnect':
        // Node is at its end and waits until its debugger has gone.
        return this.cdp?.close();
    }
  }

  #onPaused(params: Body): void {
    const why = whyPaused(params);
    if (why === 'user' && this.phase !== 'bursting') {
      this.pause = params;
      this.stepPending = false;
    }
    this.#apply({ from: 'inspector', what: 'paused', why }, params);
  }

  #apply(signal: Signal, params: Body = {}): void {
    const before = this.#machine;
    const [machine, effect] = next(before, signal);
    if (effect === 'announce-native' && before.phase === 'script-stopped' && this.#questions > 0) {
      this.lldb.request('continue', { threadId: this.pid }).catch(() => undefined);
      return;
    }
    this.#machine = machine;
    switch (effect) {
      case 'announce-native': {
        const stop = signal.from === 'lldb' && signal.what === 'stopped' ? signal.stop : before.overtaking;
        return stop && this.#listener.nativeStop(stop);
      }
      case 'announce-script':
        return this.#listener.scriptStop(this.pause ?? {});
      case 'leave-start':
      case 'read-source-map':
        // Both are pauses before the first statement of a script.
        return this.#listener.scriptPause(
          this.scripts.get(String(params['callFrames']?.[0]?.['location']?.['scriptId'])),
        );
      case 'begin-look':
        return this.#lookBegun?.();
      case 'begin-burst':
        return this.#burstBegun?.(params);
      case 'swallow-interrupt':
        this.lldb.request('continue', { threadId: this.pid }).catch(() => undefined);
        return;
      case 'end':
        return this.#listener.ended();
    }
  }
}

/** Several reasons at one place come as one pause, `ambiguous`, with a list: the first script is started and has a source map. */
function whyPaused(params: Body): 'start' | 'instrumentation' | 'user' {
  const several = (params['data']?.['reasons'] ?? []) as Body[];
  const reasons = params['reason'] === 'ambiguous' ? several.map((each) => each['reason']) : [params['reason']];
  if (reasons.includes('Break on start')) return 'start';
  return reasons.every((reason) => reason === 'instrumentation') ? 'instrumentation' : 'user';
}

function refuse(answer: Body): never {
  throw new BurstRefused(String(answer['refused'] ?? MUTED));
}

function nativeStopOf(body: Body): NativeStop {
  return {
    threadId: Number(body['threadId']),
    reason: String(body['reason']),
    description: String(body['description'] ?? body['text'] ?? ''),
    breakpointIds: (body['hitBreakpointIds'] ?? []) as number[],
  };
}

/** Fails with `message` when the promise takes longer. */
export async function within<T>(promise: Promise<T>, milliseconds: number, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${message} within ${milliseconds / 1000} s`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
