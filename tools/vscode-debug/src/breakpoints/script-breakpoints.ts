import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Isolate } from '../inspector/isolate.ts';
import { realPath } from '../inspector/real-path.ts';
import type { Position, Script } from '../inspector/source-maps.ts';
import type { Body, Breakpoint, SourceBreakpoint } from '../protocol/dap.ts';
import { entriesFor } from './entries.ts';
import { type RemoteBreakpoint, type ScriptBreakpoint, scriptBreakpoint, toDap } from './script-breakpoint.ts';
import { holds, stoppingOnMistake } from './script-condition.ts';

// Out of reach of the numbers that LLDB gives to its breakpoints: the client sees both kinds side by side.
const FIRST_ID = 1_000_000;

/** Breakpoints in TypeScript and JavaScript: set in every script that is, or was compiled from, their file. */
export class ScriptBreakpoints {
  #id = FIRST_ID;
  readonly #byFile = new Map<string, ScriptBreakpoint[]>();
  /** What is set in a script already, or about to be. */
  readonly #bound = new WeakMap<Script, Map<ScriptBreakpoint, Promise<void>>>();
  /** Where V8 has put breakpoints of whose names it had told just before: whoever set them has not read that yet. */
  readonly #early = new WeakMap<Isolate, Map<string, Body>>();
  onChange: (breakpoint: Breakpoint) => void = () => undefined;

  static isScript(file: string): boolean {
    return ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'].includes(extname(file));
  }

  /** Replaces the breakpoints of one file; there are no isolates before the program runs. */
  async replace(file: string, asked: readonly SourceBreakpoint[], isolates: readonly Isolate[]): Promise<Breakpoint[]> {
    for (const old of this.#byFile.get(file) ?? []) {
      for (const { isolate, id } of old.remote) isolate.cdp.send('Debugger.removeBreakpoint', { breakpointId: id });
    }
    const created = asked.map((breakpoint) => scriptBreakpoint(this.#id++, file, breakpoint));
    this.#byFile.set(file, created);
    await Promise.all(isolates.map((isolate) => this.#setAll(created, isolate)));
    return created.map(toDap);
  }

  /** After a (re)start: no V8 knows any of them. */
  forgetAll(): void {
    for (const breakpoint of this.all) {
      Object.assign(breakpoint, { verified: false, reason: undefined, remote: [], hits: 0 });
    }
  }

  /** The isolate has ended. */
  forget(isolate: Isolate): void {
    for (const breakpoint of this.all) {
      breakpoint.remote = breakpoint.remote.filter((each) => each.isolate !== isolate);
    }
  }

  /** Everything, in an isolate that knows none of it. */
  async setIn(isolate: Isolate): Promise<void> {
    await this.#setAll(this.all, isolate);
  }

  /** A script is there: sets what its source map leads to. */
  async bind(script: Script, isolate: Isolate): Promise<void> {
    const files = [...this.#byFile.keys()];
    const sources = script.sourcesAmong(files);
    const wanted = sources.flatMap((source) => this.#byFile.get(source) ?? []);
    // A script that is compiled while it is loaded has its source's name, and other lines.
    if (sources.some((source) => realPath(source) === realPath(script.file))) this.#dropByName(wanted, isolate);
    await Promise.all(wanted.map((breakpoint) => this.#setInScript(breakpoint, script, isolate)));
    const waiting = files.filter((file) => script.isUnmapped(file)).flatMap((file) => this.#byFile.get(file) ?? []);
    if (waiting.every(({ verified }) => verified)) return;
    // V8 tells of each that it finds in a new script before it answers anything.
    await isolate.cdp.request('Runtime.getIsolateId');
    for (const breakpoint of waiting) this.#noCode(breakpoint);
  }

  /** The breakpoints that a pause is at. Before the first statement of a script, not all of them may be set yet. */
  async hitAt(pause: Body, isolate: Isolate, isFirst: boolean): Promise<ScriptBreakpoint[]> {
    const script = isolate.scripts.get(scriptOf(pause));
    const asked = isolate.ownHits(pause);
    const known = (ids: readonly string[]): ScriptBreakpoint[] =>
      ids.map((id) => this.#withRemote(id, isolate, script)?.breakpoint).filter((each) => !!each);
    const hit = known(asked);
    if (!isFirst && hit.length === asked.length && !isolate.isBesideEntry(pause)) return [...new Set(hit)];
    return [...new Set(known([...asked, ...(await this.enter(pause, isolate))]))];
  }

  /**
   * V8 pauses before the first statement of a script: sets what its map leads to. Returns V8's names of those breakpoints that
   * are at that very statement: it does not pause there once more.
   */
  async enter(pause: Body, isolate: Isolate): Promise<string[]> {
    const script = isolate.scripts.get(scriptOf(pause));
    if (!script) return [];
    await this.bind(script, isolate);
    const at = placeText(pause['callFrames']?.[0]?.['location'] as Body | undefined);
    const here = this.all.flatMap(({ remote, asked }) => {
      const found = remote.find((each) => each.isolate === isolate && each.at === at);
      return found ? [{ id: found.id, condition: asked.condition }] : [];
    });
    const holding = await Promise.all(here.map(({ condition }) => holds(condition, pause, isolate)));
    return here.filter((_, index) => holding[index]).map(({ id }) => id);
  }

  /** V8 has found the script that a breakpoint was set in by its name. */
  resolved(isolate: Isolate, { breakpointId, location }: Body): void {
    const script = isolate.scripts.get(String(location?.['scriptId']));
    const id = String(breakpointId);
    const found = this.#withRemote(id, isolate, script);
    if (!found || !script) {
      const early = this.#early.get(isolate) ?? new Map<string, Body>();
      this.#early.set(isolate, early.set(id, location as Body));
      return;
    }
    found.remote.at = placeText(location as Body);
    this.#verify(found.breakpoint, lineAt(location as Body, script));
  }

  of(file: string): Breakpoint[] {
    return (this.#byFile.get(file) ?? []).map(toDap);
  }

  get all(): readonly ScriptBreakpoint[] {
    return [...this.#byFile.values()].flat();
  }

  /** Files with breakpoints of which V8 knows none yet. */
  get waiting(): string[] {
    return [...this.#byFile.keys()].filter((file) => {
      const breakpoints = this.#byFile.get(file) ?? [];
      return breakpoints.length > 0 && breakpoints.every(({ verified }) => !verified);
    });
  }

  /** The user's breakpoint behind V8's. One by name is none in a script that was compiled from the file: there, its line is another. */
  #withRemote(
    id: string,
    isolate: Isolate,
    script: Script | undefined,
  ): { breakpoint: ScriptBreakpoint; remote: RemoteBreakpoint } | undefined {
    for (const breakpoint of this.all) {
      const remote = breakpoint.remote.find((each) => each.id === id && each.isolate === isolate);
      if (!remote) continue;
      return !remote.isByName || script?.isUnmapped(breakpoint.file) ? { breakpoint, remote } : undefined;
    }
    return undefined;
  }

  async #setAll(breakpoints: readonly ScriptBreakpoint[], isolate: Isolate): Promise<void> {
    const entries = entriesFor([...this.#byFile].filter(([, each]) => each.length > 0).map(([file]) => file));
    const scripts = [...isolate.scripts.values()];
    const files = [...new Set(breakpoints.map(({ file }) => file))];
    const sources = new Map(scripts.map((script) => [script, script.sourcesAmong(files)]));
    await Promise.all([
      ...entries.map((pattern) => isolate.stopAtEntriesOf(pattern)),
      ...breakpoints.map(async (breakpoint) => {
        if (breakpoint.mistake !== undefined) return;
        await this.#setByName(breakpoint, isolate);
        const compiled = scripts.filter((script) => sources.get(script)?.includes(breakpoint.file));
        await Promise.all(compiled.map((script) => this.#setInScript(breakpoint, script, isolate)));
      }),
    ]);
  }

  /** A file that runs as it is may be loaded at any time, and again under the same name with another query. */
  async #setByName(breakpoint: ScriptBreakpoint, isolate: Isolate): Promise<void> {
    const { file, asked } = breakpoint;
    const names = new Set([realPath(file), file].map((path) => literal(pathToFileURL(path).href)));
    const urlRegex = `^(?:${[...names].join('|')})(?:[?#].*)?$`;
    const lineNumber = asked.line - 1;
    const answer = await this.#ask(breakpoint, isolate, 'Debugger.setBreakpointByUrl', { urlRegex, lineNumber });
    if (!answer) return;
    breakpoint.remote.push({ isolate, id: String(answer['breakpointId']), isByName: true });
    const early = this.#early.get(isolate)?.get(String(answer['breakpointId']));
    const locations = [...((answer['locations'] ?? []) as Body[]), ...(early ? [early] : [])];
    for (const location of locations) {
      this.resolved(isolate, { breakpointId: answer['breakpointId'], location });
    }
    if (breakpoint.verified) return;
    if ([...isolate.scripts.values()].some((script) => script.isUnmapped(file))) this.#noCode(breakpoint);
  }

  #dropByName(breakpoints: readonly ScriptBreakpoint[], isolate: Isolate): void {
    for (const breakpoint of breakpoints) {
      const isDropped = (each: RemoteBreakpoint): boolean => each.isByName && each.isolate === isolate;
      const dropped = breakpoint.remote.filter(isDropped);
      breakpoint.remote = breakpoint.remote.filter((each) => !isDropped(each));
      for (const { id } of dropped) isolate.cdp.send('Debugger.removeBreakpoint', { breakpointId: id });
    }
  }

  #setInScript(breakpoint: ScriptBreakpoint, script: Script, isolate: Isolate): Promise<void> {
    const bound = this.#bound.get(script) ?? new Map<ScriptBreakpoint, Promise<void>>();
    this.#bound.set(script, bound);
    const begun = bound.get(breakpoint) ?? this.#setCompiled(breakpoint, script, isolate);
    bound.set(breakpoint, begun);
    return begun;
  }

  async #setCompiled(breakpoint: ScriptBreakpoint, script: Script, isolate: Isolate): Promise<void> {
    if (breakpoint.mistake !== undefined) return;
    const { line, column } = breakpoint.asked;
    const at = script.generated(breakpoint.file, { line, column: column ?? 1 });
    if (!at) return this.#noCode(breakpoint);
    const answer = await this.#ask(breakpoint, isolate, ...requestFor(script, at));
    if (!answer) return;
    const location = (answer['actualLocation'] ?? answer['locations']?.[0]) as Body | undefined;
    breakpoint.remote.push({
      isolate,
      id: String(answer['breakpointId']),
      isByName: false,
      at: placeText(location),
    });
    if (location) this.#verify(breakpoint, lineAt(location, script));
  }

  async #ask(breakpoint: ScriptBreakpoint, { cdp }: Isolate, method: string, place: Body): Promise<Body | undefined> {
    const { condition } = breakpoint.asked;
    const rule = condition?.trim() ? { condition: stoppingOnMistake(condition) } : {};
    return cdp.request(method, { ...place, ...rule }).catch((error: Error) => {
      // Another breakpoint of the user's stands there, since the lines between have no code.
      if (/already exists/.test(error.message)) this.#give(breakpoint, 'Another breakpoint stops at the same place.');
      return undefined;
    });
  }

  #noCode(breakpoint: ScriptBreakpoint): void {
    this.#give(breakpoint, `There is no code at line ${breakpoint.asked.line} of this file, nor close below it.`);
  }

  #give(breakpoint: ScriptBreakpoint, reason: string): void {
    if (breakpoint.verified || breakpoint.mistake !== undefined || breakpoint.reason === reason) return;
    breakpoint.reason = reason;
    this.onChange(toDap(breakpoint));
  }

  #verify(breakpoint: ScriptBreakpoint, line: number): void {
    if (breakpoint.verified) return;
    breakpoint.verified = true;
    breakpoint.line = line;
    this.onChange(toDap(breakpoint));
  }
}

/** In this very script; or by its name, where it is only expected. */
function requestFor(script: Script, at: Position): [method: string, place: Body] {
  const place = { lineNumber: at.line - 1, columnNumber: at.column - 1 };
  return script.id === ''
    ? ['Debugger.setBreakpointByUrl', { ...place, url: script.url }]
    : ['Debugger.setBreakpoint', { location: { ...place, scriptId: script.id } }];
}

function lineAt(location: Body, script: Script): number {
  const at = { line: Number(location['lineNumber']) + 1, column: Number(location['columnNumber'] ?? 0) + 1 };
  return script.original(at).line;
}

function scriptOf(pause: Body): string {
  return String(pause['callFrames']?.[0]?.['location']?.['scriptId']);
}

function placeText(location: Body | undefined): string | undefined {
  return location && `${location['scriptId']}:${location['lineNumber']}:${location['columnNumber'] ?? 0}`;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
