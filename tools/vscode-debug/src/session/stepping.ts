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
  /** Breakpoints of a step are in the process; they go with the next occasion on which LLDB holds it. */
  #armed = false;
  #stepsOut = 0;

  constructor(program: Program) {
    this.#program = program;
  }

  async begin(kind: StepKind, stop: Stop, threadId: number): Promise<void> {
    this.active = kind;
    this.#stepsOut = 0;
    if (this.#program.phase === 'script-stopped') await this.#fromScript(kind, stop, threadId);
    else await this.#fromNative(kind, stop, threadId);
  }

  /** Lets the program run on, without the rest of a step that V8 still has pending. */
  async run(stop: Stop, threadId: number): Promise<void> {
    this.active = undefined;
    if (this.#program.phase === 'script-stopped') {
      if (this.#armed) await this.#program.look(() => this.#disarm());
      this.#program.resumeScript('resume');
      return;
    }
    await this.#disarm();
    if (this.#program.stepPending) await this.#leaveBurst(stop.threadId, 'resume');
    await this.#program.resumeNative('continue', threadId);
  }

  /** A stop in TypeScript ends the step that was under way: what it left in the process goes, before anything else runs there. */
  async arrived(): Promise<void> {
    if (this.#armed) await this.#program.look(() => this.#disarm());
  }

  /**
   * Whether a native stop is one to show. A step that ended in the layers between the user's Rust and the user's
   * TypeScript goes on to whichever comes next; a breakpoint is always one to show.
   */
  async isToShow(native: NativeStop, stop: Stop, isUserBreakpoint: boolean): Promise<boolean> {
    const wasArmed = this.#armed;
    await this.#disarm();
    if (this.active === undefined) return !(wasArmed && native.reason === 'breakpoint' && !isUserBreakpoint);
    if (isUserBreakpoint || !/^(step|breakpoint)$/.test(native.reason)) return true;
    const stack = await stop.stackOf(native.threadId);
    if (stack[0]?.isUser || this.#stepsOut++ >= STEPS_OUT_MAX) return true;
    const user = stack.find((frame) => frame.isUser);
    if (user?.kind === 'script' && (await this.#leaveBurst(native.threadId, 'stepOver'))) {
      await this.#program.resumeNative('continue', native.threadId);
    } else {
      await this.#program.resumeNative('stepOut', native.threadId);
    }
    return false;
  }

  async #fromScript(kind: StepKind, stop: Stop, threadId: number): Promise<void> {
    if (kind === 'stepIn') {
      await this.#program.look(() => this.#arm(`step-in on ${threadId}`));
    } else if (kind === 'stepOut') {
      const caller = callerOf(await stop.stackOf(threadId));
      if (caller?.kind === 'native') await this.#program.look(() => this.#arm(`return-to ${caller.pc} ${threadId}`));
      else if (this.#armed) await this.#program.look(() => this.#disarm());
    } else if (this.#armed) {
      await this.#program.look(() => this.#disarm());
    }
    this.#program.resumeScript(SCRIPT_STEPS[kind]);
  }

  async #fromNative(kind: StepKind, stop: Stop, threadId: number): Promise<void> {
    const stack = await stop.stackOf(threadId);
    const hasScript = stack.some((frame) => frame.kind === 'script');
    if (kind === 'stepOut' && callerOf(stack)?.kind === 'script' && (await this.#leaveBurst(threadId, 'stepOver'))) {
      await this.#program.resumeNative('continue', threadId);
      return;
    }
    // Whatever TypeScript the native code calls during the step is stepped into, too.
    if (kind === 'stepIn' && hasScript) await this.#leaveBurst(threadId, 'stepInto');
    await this.#program.resumeNative(kind, threadId);
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
    await this.#program.lldb.command('ts adapter step-in off');
  }
}

/** The user's next frame below the innermost one of his. */
function callerOf(stack: readonly MergedFrame[]): MergedFrame | undefined {
  const innermost = stack.findIndex((frame) => frame.isUser);
  return stack.slice(innermost + 1).find((frame) => frame.isUser);
}
