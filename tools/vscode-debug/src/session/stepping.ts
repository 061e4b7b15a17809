import type { Isolate } from '../inspector/isolate.ts';
import type { NativeStop } from './machine.ts';
import { BurstRefused, type Program } from './program.ts';
import type { MergedFrame } from './stack.ts';
import type { Stop } from './stop.ts';

export type StepKind = 'next' | 'stepIn' | 'stepOut';

const SCRIPT_STEPS = { next: 'stepOver', stepIn: 'stepInto', stepOut: 'stepOut' } as const;

// LIMIT: a native step that ends in code nobody wrote goes out of it again, this many times at most.
const STEPS_OUT_MAX = 12;

/** Steps in either language, and across the boundary both ways. One step is under way at a time. */
export class Stepping {
  readonly #program: Program;
  /** The step under way; it ends with the next stop that the user sees. */
  active: StepKind | undefined;
  /** The thread of that step. */
  threadId = 0;
  /** Breakpoints of a step are in the process; they go with the next occasion on which LLDB holds it. */
  #armed = false;
  /** They are behind the line of a function that waits, where others that wait in it may come to as well. */
  #isBehindLine = false;
  /** The thread that LLDB has been told to step on: what is left of that step may still stop the program. */
  #nativeStepOn: number | undefined;
  #stepsOut = 0;

  constructor(program: Program) {
    this.#program = program;
  }

  async begin(kind: StepKind, stop: Stop, threadId: number): Promise<void> {
    this.active = kind;
    this.#stepsOut = 0;
    if (this.#program.phase === 'script-stopped') {
      // A thread that V8 does not pause on cannot step: the one that stopped does.
      const asked = this.#program.isolateOf(threadId);
      const isolate = asked?.pause ? asked : this.#program.isolateOf(stop.threadId);
      if (isolate) await this.#fromScript(kind, stop, isolate);
    } else await this.#fromNative(kind, stop, threadId);
  }

  /**
   * Lets the program run on, up to the next breakpoint: of a step that did not come to its end, nothing is left. Another thread
   * that stands in TypeScript is what the user sees next.
   */
  async run(stop: Stop, threadId: number): Promise<void> {
    this.active = undefined;
    // LLDB stopped the program since, which nobody was told yet: whether it stays so is decided next.
    if (stop.isScript && this.#program.phase === 'native-stopped')
      return this.#program.resumeScriptOf(threadId, stop.threadId);
    if (this.#program.phase === 'script-stopped') {
      await this.#dropInLook();
      this.#program.resumeScriptOf(threadId, stop.threadId);
      return;
    }
    await this.#drop();
    await this.#dropScriptStep(stop.threadId);
    await this.#program.resumeNative('continue', threadId);
  }

  /** A stop in TypeScript ends the step that was under way: its breakpoints go, before anything else runs into them. */
  async arrived(): Promise<void> {
    if (this.#armed) await this.#program.look(() => this.#disarm());
  }

  /** Of threads that stopped at once, the one on which the step has ended, if LLDB does not tell. */
  async endedOn(threadIds: readonly number[]): Promise<number | undefined> {
    if (!this.#isBehindLine) return undefined;
    const answer = await this.#program.lldb.command(`ts adapter has-ended-on ${threadIds.join(' ')}`);
    return (answer['threads'] as number[])[0];
  }

  /**
   * Whether a native stop is one to show. A step that ended in the layers between the user's Rust and the user's
   * TypeScript goes on to whichever comes next; a breakpoint is always one to show.
   */
  async isToShow(native: NativeStop, stop: Stop, isUserBreakpoint: boolean): Promise<boolean> {
    const wasArmed = this.#armed;
    if (
      this.active === 'next' &&
      this.#isBehindLine &&
      isUserBreakpoint &&
      (await this.#isOnTheLine(native.threadId))
    ) {
      await this.#program.resumeNative('continue', native.threadId);
      return false;
    }
    await this.#disarm();
    if (this.active === undefined) return !(wasArmed && native.reason === 'breakpoint' && !isUserBreakpoint);
    if (isUserBreakpoint || !/^(step|breakpoint)$/.test(native.reason)) return true;
    const stack = await stop.stackOf(native.threadId);
    if (stack[0]?.isUser || this.#stepsOut++ >= STEPS_OUT_MAX) return true;
    const user = stack.find((frame) => frame.isUser);
    if (user?.kind === 'script' && (await this.#leaveBurst(native.threadId, 'stepOver'))) {
      await this.#program.resumeNative('continue', native.threadId);
    } else {
      await this.#stepNative('stepOut', native.threadId);
    }
    return false;
  }

  async #fromScript(kind: StepKind, stop: Stop, isolate: Isolate): Promise<void> {
    const threadId = this.#program.threadOf(isolate);
    this.threadId = threadId;
    const caller = callerOf(await stop.stackOf(threadId));
    const isCalledByNative = caller?.kind === 'native';
    if (kind === 'stepIn' || isCalledByNative) {
      await this.#program.look(async () => {
        await this.#drop();
        if (kind === 'stepIn') await this.#arm(`step-in on ${threadId}`);
        // Every step may be the one that returns.
        if (isCalledByNative) await this.#arm(`return-to ${caller.pc} ${threadId}`);
      });
    } else {
      await this.#dropInLook();
    }
    this.#program.resumeScript(SCRIPT_STEPS[kind], isolate);
  }

  async #fromNative(kind: StepKind, stop: Stop, threadId: number): Promise<void> {
    // TypeScript may have called from far below.
    const stack = await stop.stackOf(threadId, kind === 'stepIn' ? Infinity : 1);
    const hasScript = stack.some((frame) => frame.kind === 'script');
    this.threadId = threadId;
    await this.#drop();
    if (kind === 'stepOut' && callerOf(stack)?.kind === 'script' && (await this.#leaveBurst(threadId, 'stepOver'))) {
      await this.#program.resumeNative('continue', threadId);
      return;
    }
    // Whatever TypeScript the native code calls during the step is stepped into, too, or else not.
    if (kind === 'stepIn' && hasScript) await this.#leaveBurst(threadId, 'stepInto');
    else await this.#dropScriptStep(threadId);
    if (kind === 'next' && (await this.#armBehindLine(threadId))) {
      await this.#program.resumeNative('continue', threadId);
      return;
    }
    await this.#stepNative(kind, threadId);
  }

  /** Where the line may wait, LLDB's own step would end in what runs the function: false where it is no such function. */
  async #armBehindLine(threadId: number): Promise<boolean> {
    const { breakpoints } = await this.#program.lldb.command(`ts adapter step-over ${threadId}`);
    this.#isBehindLine = (breakpoints as number[]).length > 0;
    this.#armed = this.#isBehindLine;
    return this.#armed;
  }

  /** A breakpoint on the line that is stepped over has a place behind the wait, too. */
  async #isOnTheLine(threadId: number): Promise<boolean> {
    return (await this.#program.lldb.command(`ts adapter is-on-the-line ${threadId}`))['is'] === true;
  }

  async #stepNative(kind: StepKind, threadId: number): Promise<void> {
    this.#nativeStepOn = threadId;
    await this.#program.resumeNative(kind, threadId);
  }

  /** Takes out of the process whatever former steps left there: their breakpoints, and LLDB's own plans. */
  async #drop(): Promise<void> {
    await this.#disarm();
    if (this.#nativeStepOn === undefined) return;
    const threadId = this.#nativeStepOn;
    this.#nativeStepOn = undefined;
    // A thread that has ended takes its steps with it.
    await this.#program.lldb.command(`ts adapter drop-steps ${threadId}`).catch(() => undefined);
  }

  async #dropInLook(): Promise<void> {
    if (this.#armed || this.#nativeStepOn !== undefined) await this.#program.look(() => this.#drop());
  }

  /** V8's step goes by entering V8; where that cannot be, V8 pauses once more, and that pause is not to be shown. */
  async #dropScriptStep(threadId: number): Promise<void> {
    if (!this.#program.isolateOf(threadId)?.stepPending) return;
    if (!(await this.#leaveBurst(threadId, 'resume'))) this.#program.unwantedPause = true;
  }

  /** Tells V8 how to go on once LLDB lets it; false where V8 cannot be entered. */
  async #leaveBurst(threadId: number, leave: 'resume' | 'stepOver' | 'stepInto'): Promise<boolean> {
    try {
      await this.#program.burst(threadId, async () => undefined, leave);
      return true;
    } catch (error) {
      if (error instanceof BurstRefused) return false;
      throw error;
    }
  }

  async #arm(command: string): Promise<void> {
    await this.#program.lldb.command(`ts adapter ${command}`);
    this.#armed = true;
  }

  async #disarm(): Promise<void> {
    if (!this.#armed) return;
    this.#armed = false;
    this.#isBehindLine = false;
    await this.#program.lldb.command('ts adapter step-in off');
  }
}

/** The user's next frame below the innermost one of his. */
function callerOf(stack: readonly MergedFrame[]): MergedFrame | undefined {
  const innermost = stack.findIndex((frame) => frame.isUser);
  return stack.slice(innermost + 1).find((frame) => frame.isUser);
}
