import type { Arguments, Body, Variable } from '../protocol/dap.ts';
import { DecodedValues } from '../values/decoded-values.ts';
import { NativeValues } from '../values/native-values.ts';
import { ObjectMembers, type Range } from '../values/object-members.ts';
import { evaluateScript, scriptScopes, scriptVariables, setScriptVariable } from '../values/script-values.ts';
import type { Reference } from '../values/references.ts';
import { BurstRefused, type Program } from './program.ts';
import { toDap, type MergedFrame } from './stack.ts';
import type { Stop } from './stop.ts';

const FRAMES_MAX = 1000;
/** In the debug console, what follows this word is for LLDB. */
const LLDB_COMMAND = /^\s*lldb\s+([\w?].*)$/s;

type ScopeReference = Extract<Reference, { kind: 'script-scope' }>;

/** Answers what the client asks about a stop: stacks, scopes, values, expressions, in both languages. */
export class Inspection {
  readonly #program: Program;
  readonly #stop: Stop;
  readonly #native: NativeValues;
  readonly #decoded: DecodedValues;
  readonly #pathOf: (path: string) => string;
  readonly #warn: (warning: string) => void;

  constructor(program: Program, stop: Stop, pathOf: (path: string) => string, warn: (warning: string) => void) {
    this.#program = program;
    this.#stop = stop;
    this.#native = new NativeValues(program.lldb, stop.references);
    this.#decoded = new DecodedValues(program.lldb, stop.references);
    this.#pathOf = pathOf;
    this.#warn = warn;
  }

  async stackTrace(args: Arguments): Promise<Body> {
    const threadId = Number(args['threadId']);
    const start = Number(args['startFrame'] ?? 0);
    const levels = Number(args['levels'] ?? 0) || FRAMES_MAX;
    const { frames, isWhole } = await this.#stop.readStack(threadId, start + levels);
    if (this.#stop.warning) this.#warn(this.#stop.warning);
    const stackFrames = frames
      .slice(start, start + levels)
      .map((frame) => toDap(frame, this.#stop.idOf(threadId, frame), this.#pathOf));
    // That there is one more makes the client ask for it.
    return { stackFrames, totalFrames: frames.length + (isWhole ? 0 : 1) };
  }

  async scopes(args: Arguments): Promise<Body> {
    const { threadId, frame } = this.#stop.frame(Number(args['frameId']));
    if (frame.kind === 'cut') return { scopes: [] };
    if (frame.kind === 'native') {
      return { scopes: await this.#program.look(() => this.#native.scopes(threadId, frame.lldbIndex)) };
    }
    const origin = this.#program.phase === 'script-stopped' ? 'V8' : 'V8, at a native stop';
    return this.#liveOrDecoded(
      frame,
      () =>
        this.#stop.withScriptFrame(threadId, frame.ordinal, async (live) => ({
          scopes: scriptScopes(live, origin, this.#stop.references),
        })),
      async (reason) => ({ scopes: [this.#decoded.scope(threadId, decodedIndexOf(frame), reason)] }),
    );
  }

  async variables(args: Arguments): Promise<Body> {
    const reference = this.#stop.references.get(Number(args['variablesReference']));
    const { references } = this.#stop;
    let variables: Variable[];
    switch (reference.kind) {
      case 'native': {
        const { start, count, filter } = args;
        const range = {
          ...(start !== undefined && { start }),
          ...(count !== undefined && { count }),
          ...(filter !== undefined && { filter }),
        };
        variables = await this.#program.look(() => this.#native.variables(reference.threadId, reference, range));
        break;
      }
      case 'decoded':
        variables = await this.#program.look(() => this.#decoded.variables(reference));
        break;
      case 'script-scope':
        variables = await this.#liveOrDecoded(
          undefined,
          () =>
            this.#stop.withScriptFrame(reference.threadId, reference.ordinal, (live) =>
              scriptVariables(live, reference, references),
            ),
          async (reason) => this.#decodedScope(reference, reason),
        );
        break;
      case 'script-object':
        variables = await this.#stop.withPause(reference.threadId, async (_pause, cdp) =>
          new ObjectMembers(cdp, references, reference.threadId, reference.ordinal).of(reference, args as Range),
        );
        break;
      case 'script-getter': {
        const { get, name, objectId, threadId } = reference;
        const got = await this.#stop.withPause(threadId, async (pause, cdp) =>
          new ObjectMembers(cdp, references, threadId, 0).got(objectId, get, name, pause['callFrames'][0] as Body),
        );
        variables = [got];
        break;
      }
    }
    return { variables };
  }

  async evaluate(args: Arguments): Promise<Body> {
    const expression = String(args['expression']);
    const command = args['context'] === 'repl' ? LLDB_COMMAND.exec(expression)?.[1] : undefined;
    if (command !== undefined) {
      const result = await this.#program.look(() => this.#program.lldb.console(command));
      return { result, variablesReference: 0 };
    }
    const { threadId, frame } = await this.#frameOf(args);
    if (frame.kind === 'cut') throw new Error('this is no frame: it says that there are more');
    if (frame.kind === 'native') {
      return this.#program.look(() => this.#native.evaluate(threadId, frame.lldbIndex, expression));
    }
    const isHover = args['context'] === 'hover';
    return this.#liveOrDecoded(
      frame,
      () =>
        this.#stop.withScriptFrame(threadId, frame.ordinal, (live) =>
          evaluateScript(live, expression, isHover, this.#stop.references),
        ),
      () => this.#decoded.evaluate(threadId, decodedIndexOf(frame), expression),
    );
  }

  async setVariable(args: Arguments): Promise<Body> {
    const reference = this.#stop.references.get(Number(args['variablesReference']));
    const name = String(args['name']);
    const value = String(args['value']);
    if (reference.kind === 'native') {
      return { value: await this.#program.look(() => this.#native.set(reference.threadId, reference, name, value)) };
    }
    if (reference.kind === 'decoded') throw new Error('a value that is read from memory cannot be set');
    if (reference.kind === 'script-getter') throw new Error('what a getter gives cannot be set');
    const text = await this.#stop.withScriptFrame(reference.threadId, reference.ordinal, (live) =>
      setScriptVariable(live, reference, name, value),
    );
    return { value: text };
  }

  /** V8's word where V8 can be entered and has the frame, memory's where it refuses, or the function waits. */
  async #liveOrDecoded<T>(
    frame: MergedFrame | undefined,
    live: () => Promise<T>,
    decoded: (reason: string) => Promise<T>,
  ): Promise<T> {
    const fromMemory = (reason: string): Promise<T> => this.#program.look(() => decoded(reason));
    if (frame?.kind === 'script' && frame.awaits) return fromMemory('the function waits');
    try {
      return await live();
    } catch (error) {
      if (error instanceof BurstRefused) return fromMemory(error.message);
      throw error;
    }
  }

  /** The other threads run during a burst: V8 may refuse the variables of a scope that it has just told of. */
  async #decodedScope({ threadId, ordinal, isLocal }: ScopeReference, reason: string): Promise<Variable[]> {
    const frames = await this.#stop.stackOf(threadId);
    const frame = frames.find((each) => each.kind === 'script' && each.ordinal === ordinal);
    // Memory tells the variables of a frame, not of each scope around it.
    if (!frame || !isLocal) throw new BurstRefused(reason);
    return this.#decoded.variables({ kind: 'decoded', threadId, index: decodedIndexOf(frame), word: undefined });
  }

  /** The frame that an expression is meant for; without one, the innermost of the user's. */
  async #frameOf(args: Arguments): Promise<ReturnType<Stop['frame']>> {
    if (args['frameId'] !== undefined) return this.#stop.frame(Number(args['frameId']));
    const { threadId } = this.#stop;
    const stack = await this.#stop.stackOf(threadId);
    const frame = stack.find((each) => each.isUser) ?? stack[0];
    if (!frame) throw new Error('there is no frame to evaluate in');
    return { threadId, frame };
  }
}

function decodedIndexOf(frame: MergedFrame): number {
  if (frame.kind === 'script' && frame.decodedIndex !== undefined) return frame.decodedIndex;
  throw new Error('memory does not show this frame');
}
