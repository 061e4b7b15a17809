import { basename } from 'node:path';
import type { Body } from '../protocol/dap.ts';
import type { Cdp } from './cdp.ts';
import type { WorkerInfo } from './cdp-connection.ts';
import {
  fromEntry,
  type GoOn,
  goesOn,
  type Leave,
  type Passed,
  type PendingStep,
  pendingStep,
} from './pending-step.ts';
import type { Script } from './source-maps.ts';
import { WayBack } from './way-back.ts';

// The protocol does not tell which thread an isolate runs on, but Linux tells it to whoever asks on that thread.
const OWN_THREAD = "process.getBuiltinModule('fs').readlinkSync('/proc/thread-self')";

/** How V8 names a pause at a breakpoint or at the end of a step. */
const UNASKED = /^(other|step|ambiguous)$/;

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** In the place of V8's number. */
const expected = ({ url }: Script): string => `expected ${url}`;

/** One isolate of the program: V8 on the main thread, or on a worker's. Each has scripts, breakpoints and pauses of its own. */
export class Isolate {
  readonly cdp: Cdp;
  readonly scripts = new Map<string, Script>();
  /** None for the main isolate. */
  readonly worker: WorkerInfo | undefined;
  /** The system's number of its thread; 0 until it is known. */
  threadId = 0;
  /** The pause that V8 is in, other than one of the adapter's own. Its call frames are valid until it is left. */
  pause: Body | undefined;
  /** The user has seen the pause. */
  isShown = false;
  /** The step that V8 has to finish: it did not come to its end yet. */
  step: PendingStep | undefined;
  #wayBack: WayBack | undefined;
  /** Names that V8 gave to the stops at entries of scripts, by what they were asked for. */
  readonly #entries = new Map<string, string | undefined>();
  /** Scripts whose entry V8 looks for in their first function. */
  readonly #withoutEntry = new Set<string>();

  constructor(cdp: Cdp, worker?: WorkerInfo) {
    this.cdp = cdp;
    this.worker = worker;
  }

  /** `worker 1: parse.ts` */
  get name(): string | undefined {
    const number = /worker (\d+)/i.exec(this.worker?.title ?? '')?.[1];
    if (number === undefined) return undefined;
    const script = [...this.scripts.values()].find((each) => each.url === this.worker?.url);
    const file = script?.sources.at(0) ?? this.worker?.url ?? '';
    return `worker ${number}: ${basename(file)}`;
  }

  get stepPending(): boolean {
    return this.step !== undefined;
  }

  /** From here on V8 pauses at the first statement of each script whose name matches. */
  async stopAtEntriesOf(pattern: string): Promise<void> {
    if (this.#entries.has(pattern)) return;
    this.#entries.set(pattern, undefined);
    await this.#setEntry(pattern);
  }

  async #setEntry(pattern: string): Promise<void> {
    const others = [...this.#withoutEntry].map((url) => `(?!${literal(url)}$)`).join('');
    const request = { urlRegex: pattern.replace('^', `^${others}`), lineNumber: 0, columnNumber: 0 };
    const answer = await this.cdp.request('Debugger.setBreakpointByUrl', request).catch(() => undefined);
    if (answer) this.#entries.set(pattern, String(answer['breakpointId']));
  }

  /** The breakpoints of a pause that are somebody's. */
  ownHits({ hitBreakpoints }: Body): string[] {
    const entries = [...this.#entries.values()];
    return ((hitBreakpoints ?? []) as string[]).filter((id) => !entries.includes(id) && !this.#wayBack?.has(id));
  }

  /** Whether V8 pauses at the entry of a script, maybe for something else too. */
  isBesideEntry({ hitBreakpoints }: Body): boolean {
    const entries = [...this.#entries.values()];
    return ((hitBreakpoints ?? []) as string[]).some((id) => entries.includes(id));
  }

  /** Whether V8 pauses at the entry of a script, and for nothing else. */
  isAtEntry(pause: Body): boolean {
    return this.isBesideEntry(pause) && this.ownHits(pause).length === 0 && UNASKED.test(String(pause['reason']));
  }

  /** Whether a step into a script has come to its end at the script's entry. */
  endsAtEntry(pause: Body): boolean {
    return this.step?.kind === 'stepInto' && this.isAtEntry(pause);
  }

  /** Leaves a pause at the entry of a script, which nobody was shown. */
  async leaveEntry(pause: Body): Promise<void> {
    await this.#forgetEntryIn(pause);
    await this.#goOn(fromEntry(this.step, pause, this.#passed), pause);
  }

  /**
   * A script that begins with a function has its first place to stop in there: V8 would pause at each call, with the whole stack,
   * and the script has been entered already.
   */
  async #forgetEntryIn({ callFrames, hitBreakpoints }: Body): Promise<void> {
    const { functionLocation: begin, location } = callFrames[0] as Body;
    const script = this.scripts.get(String(location['scriptId']));
    if (!script || (begin?.['lineNumber'] === 0 && begin['columnNumber'] === 0)) return;
    this.#withoutEntry.add(script.url);
    const hit = [...this.#entries].filter(([, id]) => ((hitBreakpoints ?? []) as string[]).includes(id ?? ''));
    await Promise.all(
      hit.map(([pattern, breakpointId]) => {
        this.cdp.send('Debugger.removeBreakpoint', { breakpointId });
        return this.#setEntry(pattern);
      }),
    );
  }

  /** Whether a pause ends one of V8's steps, or its way back, and not the step of the user's: then V8 goes on. */
  goesOn(pause: Body): boolean {
    const { step } = this;
    const isReturn = ((pause['hitBreakpoints'] ?? []) as string[]).some((id) => this.#wayBack?.has(id));
    const isStep = pause['reason'] === 'step' || isReturn;
    if (!step || !isStep || this.ownHits(pause).length > 0) return false;
    const isElsewhere = isReturn && this.#wayBack?.depth !== (pause['callFrames'] as Body[]).length;
    // The same function was called once more on the way.
    const next = isElsewhere
      ? { how: 'resume' as const }
      : goesOn(step, pause, this.#passed, this.#wayBack !== undefined);
    if (next) void this.#goOn(next, pause);
    return next !== undefined;
  }

  async #goOn({ how, back }: GoOn, pause: Body): Promise<void> {
    if (this.step) this.step = { ...this.step, passed: this.step.passed + 1 };
    if (back !== undefined && this.#wayBack === undefined) {
      this.#wayBack = await WayBack.to(back, pause, this.cdp).catch(() => undefined);
    }
    if (how === 'resume' && this.#wayBack === undefined) this.step = undefined;
    this.cdp.send(`Debugger.${how}`);
  }

  /** A script is there. One that was expected by its name is that one. */
  add(script: Script): void {
    this.scripts.delete(expected(script));
    this.scripts.set(script.id, script);
  }

  /** A script will come whose first line V8 cannot pause before: its breakpoints are set beforehand. */
  expect(script: Script): void {
    this.scripts.set(expected(script), script);
  }

  paused(pause: Body): void {
    this.pause = pause;
    this.isShown = false;
    this.#forgetStep();
  }

  /** Lets V8 run on from its pause. It is not awaited: LLDB may stop the program before the answer is written. */
  leave(how: Leave, at: Body | undefined = this.pause): void {
    this.#forgetStep();
    if (how !== 'resume') this.step = pendingStep(how, at, this.#passed);
    this.pause = undefined;
    this.cdp.send(`Debugger.${how}`);
  }

  #forgetStep(): void {
    this.step = undefined;
    this.#wayBack?.remove();
    this.#wayBack = undefined;
  }

  readonly #passed: Passed = {
    script: (scriptId) => this.scripts.get(scriptId)?.isSkipped === true,
    place: ({ callFrames }) => {
      const { scriptId, lineNumber, columnNumber = 0 } = callFrames[0]['location'] as Body;
      const at = { line: Number(lineNumber) + 1, column: Number(columnNumber) + 1 };
      return this.scripts.get(String(scriptId))?.isUnwritten(at) === true;
    },
  };

  /** Asks on which thread it runs. The answer comes before any pause does: V8 answers in order. */
  async askForThread(): Promise<void> {
    const answer = await this.cdp.request('Runtime.evaluate', { expression: OWN_THREAD });
    this.threadId = Number(/\d+$/.exec(String(answer['result']?.['value']))?.[0] ?? 0);
  }
}
