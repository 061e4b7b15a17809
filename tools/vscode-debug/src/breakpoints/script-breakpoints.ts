import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Isolate } from '../inspector/isolate.ts';
import type { Script } from '../inspector/source-maps.ts';
import type { Body, Breakpoint, SourceBreakpoint } from '../protocol/dap.ts';

// Out of reach of the numbers that LLDB gives to its breakpoints: the client sees both kinds side by side.
const FIRST_ID = 1_000_000;

export interface ScriptBreakpoint {
  id: number;
  file: string;
  asked: SourceBreakpoint;
  verified: boolean;
  line: number;
  /** Names that V8 gave to it: in each isolate one for the file itself, one for each script that was compiled from it. */
  remote: { isolate: Isolate; id: string }[];
  hits: number;
}

/** Breakpoints in TypeScript and JavaScript: set in every script that is, or was compiled from, their file. */
export class ScriptBreakpoints {
  #id = FIRST_ID;
  readonly #byFile = new Map<string, ScriptBreakpoint[]>();
  onChange: (breakpoint: Breakpoint) => void = () => undefined;

  static isScript(file: string): boolean {
    return ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'].includes(extname(file));
  }

  /** Replaces the breakpoints of one file; there are no isolates before the program runs. */
  async replace(file: string, asked: readonly SourceBreakpoint[], isolates: readonly Isolate[]): Promise<Breakpoint[]> {
    for (const old of this.#byFile.get(file) ?? []) {
      for (const { isolate, id } of old.remote) isolate.cdp.send('Debugger.removeBreakpoint', { breakpointId: id });
    }
    const created = asked.map((breakpoint) => ({
      id: this.#id++,
      file,
      asked: breakpoint,
      verified: false,
      line: breakpoint.line,
      remote: [],
      hits: 0,
    }));
    this.#byFile.set(file, created);
    await Promise.all(isolates.map((isolate) => this.#setAll(created, isolate)));
    return created.map(toDap);
  }

  /** After a (re)start: no V8 knows any of them. */
  forgetAll(): void {
    for (const breakpoint of this.#all) Object.assign(breakpoint, { verified: false, remote: [], hits: 0 });
  }

  /** The isolate has ended. */
  forget(isolate: Isolate): void {
    for (const breakpoint of this.#all) {
      breakpoint.remote = breakpoint.remote.filter((each) => each.isolate !== isolate);
    }
  }

  /** Everything, in an isolate that knows none of it. */
  async setIn(isolate: Isolate): Promise<void> {
    await this.#setAll(this.#all, isolate);
  }

  /** A script is about to run: sets what its source map leads to. */
  async bind(script: Script, isolate: Isolate): Promise<void> {
    if (this.#byFile.size === 0) return;
    const wanted = script.sources.flatMap((source) => this.#byFile.get(source) ?? []);
    await Promise.all(wanted.map((breakpoint) => this.#setIn(breakpoint, script, isolate)));
  }

  /** V8 has found the script that a breakpoint was set in by its name. */
  resolved(isolate: Isolate, { breakpointId, location }: Body): void {
    const breakpoint = this.withRemote(String(breakpointId), isolate);
    if (!breakpoint || breakpoint.verified) return;
    const position = { line: Number(location['lineNumber']) + 1, column: Number(location['columnNumber'] ?? 0) + 1 };
    const place = isolate.scripts.get(String(location['scriptId']))?.original(position);
    breakpoint.verified = true;
    breakpoint.line = place?.file === breakpoint.file ? place.line : breakpoint.line;
    this.onChange(toDap(breakpoint));
  }

  of(file: string): Breakpoint[] {
    return (this.#byFile.get(file) ?? []).map(toDap);
  }

  /** Files with breakpoints of which V8 knows none yet. */
  get waiting(): string[] {
    return [...this.#byFile.keys()].filter((file) => {
      const breakpoints = this.#byFile.get(file) ?? [];
      return breakpoints.length > 0 && breakpoints.every(({ verified }) => !verified);
    });
  }

  withRemote(remote: string, isolate: Isolate): ScriptBreakpoint | undefined {
    return this.#all.find((breakpoint) =>
      breakpoint.remote.some((each) => each.id === remote && each.isolate === isolate),
    );
  }

  get #all(): ScriptBreakpoint[] {
    return [...this.#byFile.values()].flat();
  }

  async #setAll(breakpoints: ScriptBreakpoint[], isolate: Isolate): Promise<void> {
    const scripts = [...isolate.scripts.values()];
    await Promise.all(
      breakpoints.map(async (breakpoint) => {
        await this.#set(breakpoint, pathToFileURL(breakpoint.file).href, breakpoint.asked, isolate);
        const compiled = scripts.filter((script) => script.isOfProgram && script.sources.includes(breakpoint.file));
        await Promise.all(compiled.map((script) => this.#setIn(breakpoint, script, isolate)));
      }),
    );
  }

  async #setIn(breakpoint: ScriptBreakpoint, script: Script, isolate: Isolate): Promise<void> {
    const { line, column } = breakpoint.asked;
    const at = script.generated(breakpoint.file, { line, column: column ?? 1 });
    if (at) await this.#set(breakpoint, script.url, at, isolate, script);
  }

  async #set(
    breakpoint: ScriptBreakpoint,
    url: string,
    at: { line: number; column?: number },
    isolate: Isolate,
    script?: Script,
  ): Promise<void> {
    const { condition } = breakpoint.asked;
    const answer = await isolate.cdp
      .request('Debugger.setBreakpointByUrl', {
        url,
        lineNumber: at.line - 1,
        ...(at.column !== undefined && { columnNumber: at.column - 1 }),
        ...(condition !== undefined && { condition }),
      })
      .catch(() => undefined);
    if (!answer) return;
    breakpoint.remote.push({ isolate, id: String(answer['breakpointId']) });
    const location = answer['locations']?.[0] as { lineNumber: number; columnNumber?: number } | undefined;
    if (!location) return;
    const position = { line: location.lineNumber + 1, column: (location.columnNumber ?? 0) + 1 };
    const wasVerified = breakpoint.verified;
    breakpoint.verified = true;
    breakpoint.line = script ? script.original(position).line : position.line;
    if (!wasVerified) this.onChange(toDap(breakpoint));
  }
}

function toDap(breakpoint: ScriptBreakpoint): Breakpoint {
  const { id, verified, line, file } = breakpoint;
  const message = 'No script that runs was compiled from this file yet. Without source maps it cannot be found.';
  return { id, verified, line, source: { path: file }, ...(!verified && { message }) };
}
