import type { LldbDap } from '../lldb/lldb-dap.ts';
import type { EditorPaths } from '../launch/editor-paths.ts';
import type { Body, Breakpoint, SourceBreakpoint } from '../protocol/dap.ts';
import { readable } from '../lldb/readable.ts';
import { hitCountMistake } from './hit-count.ts';

// Beside the numbers of LLDB and those of breakpoints in TypeScript.
const FIRST_REFUSED_ID = 2_000_000;
const WAITING = 'No addon with debug information for this line is loaded yet.';

/** What the user asked for, and what has become of it. */
interface Asked {
  file: string;
  asked: SourceBreakpoint;
  verified: boolean;
  message: string | undefined;
}

/** Breakpoints in Rust and other native code: LLDB's own, with conditions and hit counts that hold. */
export class NativeBreakpoints {
  readonly #byFile = new Map<string, readonly SourceBreakpoint[]>();
  readonly #asked = new Map<number, Asked>();
  readonly #ruled = new Set<number>();
  onMistake: (condition: string, place: string, mistake: string) => void = () => undefined;
  #refusedId = FIRST_REFUSED_ID;
  /** The name that debug information has for a source. */
  pathOf: (file: string) => string = (file) => file;

  /** Replaces the breakpoints of one file. */
  async replace(file: string, asked: readonly SourceBreakpoint[], lldb: LldbDap): Promise<Breakpoint[]> {
    this.#byFile.set(file, asked);
    for (const [id, known] of this.#asked) if (known.file === file) this.#asked.delete(id);
    const possible = asked.filter(({ hitCondition }) => hitCountMistake(hitCondition) === undefined);
    // Conditions, counts and messages stay here: what LLDB would do with them in Rust does not hold.
    const breakpoints = possible.map(({ line, column }) => ({ line, ...(column !== undefined && { column }) }));
    const answer = await lldb.request('setBreakpoints', { source: { path: this.pathOf(file) }, breakpoints });
    const set = (answer['breakpoints'] as Breakpoint[]).values();
    const created: Breakpoint[] = [];
    for (const wanted of asked) {
      const mistake = hitCountMistake(wanted.hitCondition);
      const breakpoint: Breakpoint | undefined =
        mistake === undefined ? set.next().value : { id: this.#refusedId++, verified: false, line: wanted.line };
      if (breakpoint === undefined) continue;
      // It is known by the name that the editor has for it.
      breakpoint.source = { path: file };
      const { verified } = breakpoint;
      const known: Asked = { file, asked: wanted, verified, message: mistake };
      this.#asked.set(breakpoint.id, known);
      breakpoint.message = mistake ?? breakpoint.message ?? (verified ? '' : WAITING);
      if (mistake === undefined) await this.#setRule(breakpoint, wanted, lldb);
      created.push(breakpoint);
    }
    return created;
  }

  /** LLDB has found the code of a breakpoint, or lost it with a library. The event as the client is to see it. */
  changed(event: Body, editor: EditorPaths): Body {
    const breakpoint = (event['breakpoint'] ?? {}) as Partial<Breakpoint>;
    const known = breakpoint.id === undefined ? undefined : this.#asked.get(breakpoint.id);
    if (known) known.verified ||= breakpoint.verified === true;
    const path = known?.file ?? (breakpoint.source?.path && editor.nameOf(breakpoint.source.path));
    return { ...event, breakpoint: { ...breakpoint, ...(path && { source: { ...breakpoint.source, path } }) } };
  }

  /** Those that LLDB has never found code for. */
  get unbound(): { file: string; line: number; message: string | undefined }[] {
    return [...this.#asked.values()]
      .filter(({ verified }) => !verified)
      .map(({ file, asked, message }) => ({ file, line: asked.line, message }));
  }

  async setAgain(lldb: LldbDap): Promise<void> {
    this.#asked.clear();
    this.#ruled.clear();
    for (const [file, asked] of this.#byFile) await this.replace(file, asked, lldb);
  }

  /** What the user asked for at LLDB's breakpoint, if it is one of his. */
  withId(id: number): SourceBreakpoint | undefined {
    return this.#asked.get(id)?.asked;
  }

  /**
   * The threads that the breakpoint's condition stopped; none known without a condition. Where several threads hit it at
   * once, LLDB reports them all, also those for which the condition did not hold.
   */
  async heldOn(id: number, lldb: LldbDap): Promise<number[] | undefined> {
    if (!this.#ruled.has(id)) return undefined;
    const { threads, mistake } = await lldb.command(`ts adapter held ${id}`);
    const known = this.#asked.get(id);
    if (mistake && known) {
      this.onMistake(known.asked.condition ?? '', `${known.file}:${known.asked.line}`, readable(String(mistake)));
    }
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
