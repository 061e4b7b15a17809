import type { LldbDap } from '../lldb/lldb-dap.ts';
import { readable } from '../lldb/readable.ts';
import type { Body, Scope, Variable } from '../protocol/dap.ts';
import type { Reference, References } from './references.ts';

type NativeReference = Extract<Reference, { kind: 'native' }>;

// LLDB's registers and globals are there when somebody opens them, and cost nothing before.
const EXPENSIVE = /^(Registers|Globals)$/;

/**
 * Values of native frames, as lldb-dap tells them, while LLDB holds the process. Its numbers for frames and values end
 * whenever the process runs, also for an interrupt that the user never saw: so each question starts from the thread.
 */
export class NativeValues {
  readonly #lldb: LldbDap;
  readonly #references: References;

  constructor(lldb: LldbDap, references: References) {
    this.#lldb = lldb;
    this.#references = references;
  }

  async scopes(threadId: number, lldbIndex: number): Promise<Scope[]> {
    return (await this.#scopesOf(threadId, lldbIndex)).map((scope) => ({
      ...scope,
      expensive: EXPENSIVE.test(scope.name),
      variablesReference: this.#references.add({ kind: 'native', threadId, lldbIndex, path: [scope.name] }),
    }));
  }

  async variables(threadId: number, reference: NativeReference, range: Body): Promise<Variable[]> {
    const variablesReference = await this.#resolve(threadId, reference);
    const answer = await this.#lldb.request('variables', { ...range, variablesReference });
    return (answer['variables'] as Variable[]).map(
      ({ name, value, type, variablesReference: children, indexedVariables }) => ({
        name,
        value,
        ...(type !== undefined && { type }),
        ...(indexedVariables !== undefined && { indexedVariables }),
        variablesReference:
          children === 0 ? 0 : this.#references.add({ ...reference, path: [...reference.path, name] }),
      }),
    );
  }

  async evaluate(threadId: number, lldbIndex: number, expression: string): Promise<Body> {
    const frameId = await this.frameId(threadId, lldbIndex);
    const { result, type } = await this.#lldb
      .request('evaluate', { expression, frameId, context: 'watch' })
      .catch((error: Error) => Promise.reject(new Error(readable(error.message))));
    return { result, type, variablesReference: 0 };
  }

  async set(threadId: number, reference: NativeReference, name: string, value: string): Promise<string> {
    const variablesReference = await this.#resolve(threadId, reference);
    return String((await this.#lldb.request('setVariable', { variablesReference, name, value }))['value']);
  }

  /** lldb-dap's own number for a frame of the thread. */
  async frameId(threadId: number, lldbIndex: number): Promise<number> {
    const answer = await this.#lldb.request('stackTrace', { threadId, startFrame: lldbIndex, levels: 1 });
    const frame = (answer['stackFrames'] as Body[])[0];
    if (!frame) throw new Error('the frame is no longer there');
    return Number(frame['id']);
  }

  async #scopesOf(threadId: number, lldbIndex: number): Promise<Scope[]> {
    const frameId = await this.frameId(threadId, lldbIndex);
    return (await this.#lldb.request('scopes', { frameId }))['scopes'] as Scope[];
  }

  async #resolve(threadId: number, { lldbIndex, path }: NativeReference): Promise<number> {
    const [scopeName, ...names] = path;
    const scope = (await this.#scopesOf(threadId, lldbIndex)).find(({ name }) => name === scopeName);
    let variablesReference = scope?.variablesReference ?? 0;
    for (const name of names) {
      const answer = await this.#lldb.request('variables', { variablesReference });
      variablesReference =
        (answer['variables'] as Variable[]).find((each) => each.name === name)?.variablesReference ?? 0;
    }
    if (variablesReference === 0) throw new Error('the value is no longer there');
    return variablesReference;
  }
}
