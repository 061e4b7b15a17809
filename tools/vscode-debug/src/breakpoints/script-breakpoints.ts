import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Cdp } from '../inspector/cdp.ts';
import type { Script } from '../inspector/source-maps.ts';
import type { Breakpoint, SourceBreakpoint } from '../protocol/dap.ts';

// Out of reach of the numbers that LLDB gives to its breakpoints: the client sees both kinds side by side.
const FIRST_ID = 1_000_000;

export interface ScriptBreakpoint {
  id: number;
  file: string;
  asked: SourceBreakpoint;
  verified: boolean;
  line: number;
  /** Names that V8 gave to it: one for the file itself, one for each script that was compiled from it. */
  remote: string[];
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

  /** Replaces the breakpoints of one file; `cdp` is absent before the program runs. */
  async replace(
    file: string,
    asked: readonly SourceBreakpoint[],
    cdp: Cdp | undefined,
    scripts: Iterable<Script>,
  ): Promise<Breakpoint[]> {
    for (const old of this.#byFile.get(file) ?? []) {
      for (const breakpointId of old.remote) cdp?.send('Debugger.removeBreakpoint', { breakpointId });
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
    if (cdp) await this.#setAll(created, cdp, [...scripts]);
    return created.map(toDap);
  }

  /** After a (re)start: everything again, in a V8 that knows none of it. */
  async setAgain(cdp: Cdp, scripts: Iterable<Script>): Promise<void> {
    const all = [...this.#byFile.values()].flat();
    for (const breakpoint of all) Object.assign(breakpoint, { verified: false, remote: [], hits: 0 });
    await this.#setAll(all, cdp, [...scripts]);
  }

  /** A script is about to run: sets what its source map leads to. */
  async bind(script: Script, cdp: Cdp): Promise<void> {
    if (this.#byFile.size === 0) return;
    const wanted = script.sources.flatMap((source) => this.#byFile.get(source) ?? []);
    await Promise.all(wanted.map((breakpoint) => this.#setIn(breakpoint, script, cdp)));
  }

  of(file: string): Breakpoint[] {
    return (this.#byFile.get(file) ?? []).map(toDap);
  }

  withRemote(remote: string): ScriptBreakpoint | undefined {
    return [...this.#byFile.values()].flat().find((breakpoint) => breakpoint.remote.includes(remote));
  }

  async #setAll(breakpoints: ScriptBreakpoint[], cdp: Cdp, scripts: readonly Script[]): Promise<void> {
    await Promise.all(
      breakpoints.map(async (breakpoint) => {
        await this.#set(breakpoint, pathToFileURL(breakpoint.file).href, breakpoint.asked, cdp);
        const compiled = scripts.filter(
          (script) => script.url.startsWith('file:') && script.sources.includes(breakpoint.file),
        );
        await Promise.all(compiled.map((script) => this.#setIn(breakpoint, script, cdp)));
      }),
    );
  }

  async #setIn(breakpoint: ScriptBreakpoint, script: Script, cdp: Cdp): Promise<void> {
    const { line, column } = breakpoint.asked;
    const at = script.generated(breakpoint.file, { line, column: column ?? 1 });
    if (at) await this.#set(breakpoint, script.url, at, cdp, script);
  }

  async #set(
    breakpoint: ScriptBreakpoint,
    url: string,
    at: { line: number; column?: number },
    cdp: Cdp,
    script?: Script,
  ): Promise<void> {
    const { condition } = breakpoint.asked;
    const answer = await cdp
      .request('Debugger.setBreakpointByUrl', {
        url,
        lineNumber: at.line - 1,
        ...(at.column !== undefined && { columnNumber: at.column - 1 }),
        ...(condition !== undefined && { condition }),
      })
      .catch(() => undefined);
    if (!answer) return;
    breakpoint.remote.push(String(answer['breakpointId']));
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
