import type { Body } from '../protocol/dap.ts';
import type { Cdp } from '../inspector/cdp.ts';
import type { Script } from '../inspector/source-maps.ts';
import type { ScriptFrame } from '../values/script-values.ts';
import { References } from '../values/references.ts';
import { BurstRefused, type Program } from './program.ts';
import {
  extended,
  isScript,
  matchCallFrames,
  mergeStack,
  placeOf,
  scriptStack,
  type DecodedFrame,
  type MergedFrame,
  type ReadStack,
} from './stack.ts';

/** What V8 and Node do on the way into a pause, and in it. */
const PAUSING = /^v8::internal::Debug::|^v8::debug::|v8_inspector::|runMessageLoopOnPause/;
/** Enough for what a client shows first. */
const PART_FRAMES = 500;
/** A part is read from the top, since the program may have been looked at in between: so each is many times longer. */
const PART_GROWTH = 8;

/** One stop that the user sees: the stacks of its threads, each read once, and the numbers that the client knows. */
export class Stop {
  readonly references = new References();
  /** The thread that stopped. */
  readonly threadId: number;
  readonly isScript: boolean;
  readonly #program: Program;
  readonly #stacks = new Map<number, ReadStack>();
  readonly #frames = new Map<number, { threadId: number; frame: MergedFrame }>();
  readonly #matched = new WeakMap<Body, { stack: readonly MergedFrame[]; frames: Map<number, Body> }>();
  static #frameId = 1;
  warning = '';

  constructor(program: Program, threadId: number, isScript: boolean) {
    this.#program = program;
    this.threadId = threadId;
    this.isScript = isScript;
  }

  /** The innermost frames, as many as were read: at least `count`, where there are so many. */
  async stackOf(threadId: number, count = 1): Promise<MergedFrame[]> {
    return (await this.readStack(threadId, count)).frames;
  }

  async readStack(threadId: number, count: number): Promise<ReadStack> {
    let known = this.#stacks.get(threadId);
    for (let part = PART_FRAMES; !known || (!known.isWhole && known.frames.length < count); part *= PART_GROWTH) {
      if (part <= (known?.decoded.length ?? 0)) continue;
      known = await this.#read(threadId, part, known?.decoded ?? []);
      this.#stacks.set(threadId, known);
    }
    return known;
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

  /** Whether V8 pauses on the thread although LLDB holds it, or is about to: it may not have come to say so. */
  async isInPauseOfV8(): Promise<boolean> {
    if (this.#program.isolateOf(this.threadId)?.pause) return true;
    const { decoded } = await this.readStack(this.threadId, 1);
    // Without TypeScript below it, V8 may have nothing to pause in.
    const first = Math.max(0, decoded.findIndex(isScript));
    return decoded.slice(0, first).some((frame) => PAUSING.test(frame.function));
  }

  /** Does something with a script frame in a pause of V8: the one it is in, or a burst where LLDB holds the process. */
  async withScriptFrame<T>(threadId: number, ordinal: number, work: (frame: ScriptFrame) => Promise<T>): Promise<T> {
    return this.withPause(threadId, async (pause, cdp) => {
      const callFrame = this.#matchedIn(pause, await this.stackOf(threadId)).get(ordinal);
      if (!callFrame) throw new BurstRefused('V8 does not show this frame');
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

  /** A stack may have thousands of frames, and is asked about many times. */
  #matchedIn(pause: Body, stack: readonly MergedFrame[]): Map<number, Body> {
    const known = this.#matched.get(pause);
    if (known?.stack === stack) return known.frames;
    const frames = matchCallFrames(stack, pause['callFrames'] as Body[]);
    this.#matched.set(pause, { stack, frames });
    return frames;
  }

  async #read(threadId: number, count: number, before: readonly DecodedFrame[]): Promise<ReadStack> {
    const program = this.#program;
    const { pause, scripts = new Map<string, Script>() } = program.isolateOf(threadId) ?? {};
    const paused = pause !== undefined;
    const callFrames = (pause?.['callFrames'] ?? []) as Body[];
    try {
      const answer = await program.look(() => program.lldb.command(`ts adapter frames ${threadId} ${count}`));
      this.warning = String(answer['warning'] ?? '');
      const decoded = extended(before, answer['frames'] as DecodedFrame[]);
      const isWhole = !answer['cut'];
      const stack = mergeStack(decoded, paused, scripts);
      if (!paused) return { decoded, frames: stack, isWhole };
      const matched = matchCallFrames(stack, callFrames);
      if (matched.size === 0) return { decoded: [], frames: scriptStack(callFrames, scripts), isWhole: true };
      const frames = stack.map((frame) => {
        const callFrame = frame.kind === 'script' ? matched.get(frame.ordinal) : undefined;
        // V8's word counts for positions and names.
        const place = callFrame && placeOf(callFrame, scripts);
        return place ? { ...frame, ...place, name: String(callFrame['functionName']) || frame.name } : frame;
      });
      return { decoded, frames, isWhole };
    } catch (error) {
      if (!paused) throw error;
      this.warning = `only V8's own frames are shown: ${(error as Error).message}`;
      return { decoded: [], frames: scriptStack(callFrames, scripts), isWhole: true };
    }
  }
}
