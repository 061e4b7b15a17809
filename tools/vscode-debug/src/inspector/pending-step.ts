import type { Body } from '../protocol/dap.ts';

export type Leave = 'resume' | 'stepOver' | 'stepInto' | 'stepOut';

/** A step looks this far into scripts that it passes through for what they call. */
const SKIPPED_INTO_MAX = 30;
/** What a compiler put between the user's lines is passed over, as far as this. */
const UNWRITTEN_OVER_MAX = 100;

/** A step as it was begun. V8 forgets it in any pause, also in one that nobody is shown: there it is taken up again. */
export interface PendingStep {
  kind: Exclude<Leave, 'resume'>;
  /** How many frames there were. */
  depth: number;
  /** The line that it began in, as `script:line`. */
  line: string;
  /** It began where steps pass through: then it stays there. */
  isInPassed: boolean;
  /** How many pauses it has passed. */
  passed: number;
}

/** Where steps pass through. */
export interface Passed {
  /** A script that the user wants skipped. */
  script: (scriptId: string) => boolean;
  /** A place of a compiled script that comes from no line of the user's. */
  place: (pause: Body) => boolean;
}

/** How V8 goes on; `back` is the frame of the pause in which it is to be caught again, where there is one. */
export interface GoOn {
  how: Leave;
  back?: number;
}

export function pendingStep(kind: PendingStep['kind'], pause: Body | undefined, passed: Passed): PendingStep {
  const [innermost] = scriptsOf(pause);
  const isInPassed =
    pause !== undefined && innermost !== undefined && (passed.script(innermost) || passed.place(pause));
  return { kind, depth: scriptsOf(pause).length, line: lineOf(pause), isInPassed, passed: 0 };
}

/** At the entry of a script that was loaded on the way of a step: back to where the step began, or to its caller. */
export function fromEntry(step: PendingStep | undefined, pause: Body, passed: Passed): GoOn {
  const scripts = scriptsOf(pause);
  if (!step || scripts.length <= step.depth) return { how: 'resume' };
  const origin = scripts.length - step.depth;
  if (step.kind !== 'stepOut') return { how: 'resume', back: origin };
  const caller = scripts.findIndex((each, index) => index > origin && !passed.script(each));
  return caller < 0 ? { how: 'resume' } : { how: 'resume', back: caller };
}

/** How V8 goes on from the end of one of its steps, or from where it came back to, if that is not the end of the user's step. */
export function goesOn(step: PendingStep, pause: Body, passed: Passed, isTakenUp: boolean): GoOn | undefined {
  const scripts = scriptsOf(pause);
  if (!step.isInPassed && scripts[0] !== undefined && passed.script(scripts[0])) {
    const back = scripts.findIndex((each) => !passed.script(each));
    // What was called may call something of the user's.
    const looksInto = step.kind === 'stepInto' && step.passed < SKIPPED_INTO_MAX && scripts.length > step.depth;
    return { how: looksInto ? 'stepInto' : 'resume', ...(back >= 0 && { back }) };
  }
  if (!step.isInPassed && step.passed < UNWRITTEN_OVER_MAX && passed.place(pause)) return { how: 'stepOver' };
  const isBack = isTakenUp && scripts.length === step.depth && lineOf(pause) === step.line;
  return isBack ? { how: step.kind } : undefined;
}

/** Of its frames, innermost first. */
function scriptsOf(pause: Body | undefined): string[] {
  return ((pause?.['callFrames'] ?? []) as Body[]).map((frame) => String(frame['location']?.['scriptId']));
}

function lineOf(pause: Body | undefined): string {
  const location = pause?.['callFrames']?.[0]?.['location'] as Body | undefined;
  return `${location?.['scriptId']}:${location?.['lineNumber']}`;
}
