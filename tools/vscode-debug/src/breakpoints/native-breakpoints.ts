import type { LldbDap } from '../lldb/lldb-dap.ts';
import type { Body, Breakpoint, SourceBreakpoint } from '../protocol/dap.ts';

/** Breakpoints in Rust and other native code: LLDB's own, with conditions and hit counts that hold. */
export class NativeBreakpoints {
  readonly #byFile = new Map<string, readonly SourceBreakpoint[]>();
  readonly #asked = new Map<number, SourceBreakpoint>();
  readonly #ruled = new Set<number>();

  /** Replaces the breakpoints of one file. */
  async replace(file: string, asked: readonly SourceBreakpoint[], lldb: LldbDap): Promise<Breakpoint[]> {
    this.#byFile.set(file, asked);
    // Conditions, counts and messages stay here: what LLDB would do with them in Rust does not hold.
    const breakpoints = asked.map(({ line, column }) => ({ line, ...(column !== undefined && { column }) }));
    const answer = await lldb.request('setBreakpoints', { source: { path: file }, breakpoints });
    const created = answer['breakpoints'] as Breakpoint[];
    for (const [index, breakpoint] of created.entries()) {
      const wanted = asked[index];
      if (wanted === undefined || breakpoint.id === undefined) continue;
      this.#asked.set(breakpoint.id, wanted);
      breakpoint.message ??= breakpoint.verified ? '' : 'No addon with debug information for this line is loaded yet.';
      await this.#setRule(breakpoint, wanted, lldb);
    }
    return created;
  }

  async setAgain(lldb: LldbDap): Promise<void> {
    this.#asked.clear();
    this.#ruled.clear();
    for (const [file, asked] of this.#byFile) await this.replace(file, asked, lldb);
  }

  /** What the user asked for at LLDB's breakpoint, if it is one of his. */
  withId(id: number): SourceBreakpoint | undefined {
    return this.#asked.get(id);
  }

  /**
   * The threads that the breakpoint's condition stopped; none known without a condition. Where several threads hit it at
   * once, LLDB reports them all, also those for which the condition did not hold.
   */
  async heldOn(id: number, lldb: LldbDap): Promise<number[] | undefined> {
    if (!this.#ruled.has(id)) return undefined;
    const { threads } = await lldb.command(`ts adapter held ${id}`);
    return (threads ?? undefined) as number[] | undefined;
  }

  async #setRule(breakpoint: Breakpoint, wanted: SourceBreakpoint, lldb: LldbDap): Promise<void> {
    const rule: Body = {
      ...(wanted.condition && { condition: wanted.condition }),
      ...(wanted.hitCondition && { hits: wanted.hitCondition }),
    };
    if (Object.keys(rule).length === 0 && !this.#ruled.has(breakpoint.id)) return;
    this.#ruled.add(breakpoint.id);
    try {
      await lldb.command(`ts adapter condition ${breakpoint.id} ${JSON.stringify(rule)}`);
    } catch (error) {
      breakpoint.message = (error as Error).message;
    }
  }
}
