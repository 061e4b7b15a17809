/**
 * Where the program stands, as seen from two debuggers that do not know each other. Pure: what comes in from either of
 * them, and what the adapter itself begins and ends, leads to the next state and to one effect for the session to carry out.
 *
 * - `running`: both debuggers let it run.
 * - `script-stopped`: V8 pauses in its inspector; the process is alive.
 * - `looking`: during `script-stopped`, LLDB holds the process for some milliseconds.
 * - `native-stopped`: LLDB holds the process.
 * - `bursting`: during `native-stopped`, V8 pauses in its inspector on the stopped thread.
 */
export type Phase = 'starting' | 'running' | 'script-stopped' | 'looking' | 'native-stopped' | 'bursting' | 'ended';

export interface NativeStop {
  threadId: number;
  reason: string;
  description: string;
  breakpointIds: number[];
}

/** Why V8 pauses: before its first statement, before a script with a source map, or because of something the user asked for. */
export type PauseCause = 'start' | 'instrumentation' | 'user';

export interface Machine {
  readonly phase: Phase;
  /** SIGSTOPs that the adapter sent and that LLDB has not reported yet. */
  readonly interrupts: number;
  /** The next of these is to be shown: the user wants the program to pause, and it has not stopped since. */
  readonly pauseWanted: boolean;
  /** V8 pauses underneath the native stop: its turn comes when LLDB continues. */
  readonly scriptPaused: PauseCause | undefined;
  /** The stop that came instead of the one that a look asked for. */
  readonly overtaking: NativeStop | undefined;
}

export type Signal =
  | { from: 'lldb'; what: 'stopped'; stop: NativeStop }
  | { from: 'lldb'; what: 'ended' }
  | { from: 'inspector'; what: 'paused'; why: PauseCause }
  | {
      from: 'adapter';
      what:
        | 'started'
        | 'pause-wanted'
        | 'look-begins'
        | 'look-ends'
        | 'burst-begins'
        | 'burst-ends'
        | 'script-resumes'
        | 'native-continues';
    };

export type Effect =
  | 'none'
  | 'announce-native'
  | 'announce-script'
  | 'leave-start'
  | 'read-source-map'
  | 'begin-look'
  | 'begin-burst'
  | 'swallow-interrupt'
  | 'end';

export const INITIAL: Machine = {
  phase: 'starting',
  interrupts: 0,
  pauseWanted: false,
  scriptPaused: undefined,
  overtaking: undefined,
};

export function next(machine: Machine, signal: Signal): [Machine, Effect] {
  if (machine.phase === 'ended') return [machine, 'none'];
  if (signal.from === 'lldb') {
    if (signal.what === 'ended') return [{ ...machine, phase: 'ended' }, 'end'];
    return nativeStop(machine, signal.stop);
  }
  if (signal.from === 'inspector') return scriptPause(machine, signal.why);
  return ownStep(machine, signal.what);
}

export function isInterrupt(stop: NativeStop): boolean {
  return /SIGSTOP/.test(stop.description);
}

function nativeStop(before: Machine, stop: NativeStop): [Machine, Effect] {
  const ours = before.interrupts > 0 && isInterrupt(stop);
  const machine = ours ? { ...before, interrupts: before.interrupts - 1 } : before;
  switch (machine.phase) {
    case 'looking':
      if (ours) return [machine, 'begin-look'];
      // A look is under way, and the program stopped for a reason of its own first: the look uses that stop.
      if (machine.overtaking === undefined && !isInterrupt(stop))
        return [{ ...machine, overtaking: stop }, 'begin-look'];
      return [machine, 'none'];
    case 'starting':
    case 'running':
      if (ours && !machine.pauseWanted) return [machine, 'swallow-interrupt'];
      return [{ ...machine, phase: 'native-stopped', pauseWanted: false }, 'announce-native'];
    case 'script-stopped':
      if (ours) return [machine, 'swallow-interrupt'];
      return [{ ...machine, phase: 'native-stopped', scriptPaused: 'user' }, 'announce-native'];
    default:
      // One event for each thread that has a reason to be stopped: the first one counts.
      return [machine, 'none'];
  }
}

function scriptPause(machine: Machine, why: PauseCause): [Machine, Effect] {
  if (machine.phase === 'bursting') return [machine, 'begin-burst'];
  // V8's message was under way when LLDB stopped the process: V8 pauses, but the native stop is the one to show.
  if (machine.phase === 'native-stopped') return [{ ...machine, scriptPaused: why }, 'none'];
  if (machine.phase !== 'running' && machine.phase !== 'starting') return [machine, 'none'];
  return enterPause(machine, why);
}

function enterPause(machine: Machine, why: PauseCause): [Machine, Effect] {
  if (why === 'start') return [machine, 'leave-start'];
  if (why === 'instrumentation') return [machine, 'read-source-map'];
  return [{ ...machine, phase: 'script-stopped', pauseWanted: false }, 'announce-script'];
}

function ownStep(machine: Machine, what: Extract<Signal, { from: 'adapter' }>['what']): [Machine, Effect] {
  switch (what) {
    case 'started':
      return [machine.phase === 'starting' ? { ...machine, phase: 'running' } : machine, 'none'];
    case 'pause-wanted':
      return [{ ...machine, interrupts: machine.interrupts + 1, pauseWanted: true }, 'none'];
    case 'look-begins':
      return [{ ...machine, phase: 'looking', interrupts: machine.interrupts + 1 }, 'none'];
    case 'look-ends':
      return machine.overtaking === undefined
        ? [{ ...machine, phase: 'script-stopped' }, 'none']
        : [{ ...machine, phase: 'native-stopped', scriptPaused: 'user', overtaking: undefined }, 'announce-native'];
    case 'burst-begins':
      return [{ ...machine, phase: 'bursting' }, 'none'];
    case 'burst-ends':
      return [{ ...machine, phase: 'native-stopped' }, 'none'];
    case 'script-resumes':
      return [{ ...machine, phase: 'running' }, 'none'];
    case 'native-continues': {
      const running: Machine = { ...machine, phase: 'running', scriptPaused: undefined };
      return machine.scriptPaused === undefined ? [running, 'none'] : enterPause(running, machine.scriptPaused);
    }
  }
}
