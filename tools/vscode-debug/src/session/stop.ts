import type { Body } from '../protocol/dap.ts';
import type { Cdp } from '../inspector/cdp.ts';
import type { Script } from '../inspector/source-maps.ts';
import type { ScriptFrame } from '../values/script-values.ts';
import { References } from '../values/references.ts';
import type { Program } from './program.ts';
import { matchCallFrames, mergeStack, placeOf, scriptStack, type DecodedFrame, type MergedFrame } from './stack.ts';

/** One stop that the user sees: the stacks of its threads, each read once, and the numbers that the client knows. */
export class Stop {
  readonly references = new References();
  /** The thread that stopped. */
  readonly threadId: number;
  readonly isScript: boolean;
  readonly #program: Program;
  readonly #stacks = new Map<number, MergedFrame[]>();
  readonly #frames = new Map<number, { threadId: number; frame: MergedFrame }>();
  static #frameId = 1;
  warning = '';

  constructor(program: Program, threadId: number, isScript: boolean) {
    this.#program = program;
    this.threadId = threadId;
    this.isScript = isScript;
  }

  async stackOf(threadId: number): Promise<MergedFrame[]> {
    const known = this.#stacks.get(threadId);
    if (known) return known;
    const stack = await this.#read(threadId);
    this.#stacks.set(threadId, stack);
    return stack;
  }

  idOf(threadId: number, frame: MergedFrame): number {
    const id = Stop.#frameId++;
    this.#frames.set(id, { threadId, frame });
    return id;
  }

  frame(id: number): { threadId: number; frame: MergedFrame } {
    const found = this.#frames.get(id);
    if (!found) throw new Error('the program has run on since this frame was shown');
    return found;
  }

  /** Does something with a script frame in a pause of V8: the one it is in, or a burst where LLDB holds the process. */
  async withScriptFrame<T>(threadId: number, ordinal: number, work: (frame: ScriptFrame) => Promise<T>): Promise<T> {
    return this.withPause(threadId, async (pause, cdp) => {
      const stack = await this.stackOf(threadId);
      const callFrames = pause['callFrames'] as Body[];
      const scripts = this.#program.isolateOf(threadId)?.scripts ?? new Map<string, Script>();
      const callFrame = matchCallFrames(stack, callFrames, scripts).get(ordinal);
      if (!callFrame) throw new Error('V8 does not show this frame');
      return work({ cdp, callFrame, ordinal, threadId });
    });
  }

  async withPause<T>(threadId: number, work: (pause: Body, cdp: Cdp) => Promise<T>): Promise<T> {
    if (this.#program.phase === 'script-stopped') {
      const { pause, cdp } = this.#program.isolateOf(threadId) ?? {};
      if (!pause || !cdp) throw new Error('V8 does not pause on this thread');
      return this.#program.asking(() => work(pause, cdp));
    }
    // The stack must be read before the first burst: evaluating may take an optimised frame apart.
    await this.stackOf(threadId);
    return this.#program.burst(threadId, work);
  }

  async #read(threadId: number): Promise<MergedFrame[]> {
    const program = this.#program;
    const { pause, scripts = new Map<string, Script>() } = program.isolateOf(threadId) ?? {};
    const paused = pause !== undefined;
    const callFrames = (pause?.['callFrames'] ?? []) as Body[];
    try {
      const answer = await program.look(() => program.lldb.command(`ts adapter frames ${threadId}`));
      this.warning = String(answer['warning'] ?? '');
      const stack = mergeStack(answer['frames'] as DecodedFrame[], paused);
      if (!paused) return stack;
      const matched = matchCallFrames(stack, callFrames, scripts);
      if (matched.size === 0) return scriptStack(callFrames, scripts);
      return stack.map((frame) => {
        const callFrame = frame.kind === 'script' ? matched.get(frame.ordinal) : undefined;
        const place = callFrame && placeOf(callFrame, scripts);
        return place ? { ...frame, ...place, name: String(callFrame['functionName']) || frame.name } : frame;
      });
    } catch (error) {
      if (!paused) throw error;
      this.warning = `only V8's own frames are shown: ${(error as Error).message}`;
      return scriptStack(callFrames, scripts);
    }
  }
}
