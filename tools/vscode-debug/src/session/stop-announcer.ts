import { hitCounts } from '../breakpoints/hit-count.ts';
import { logText } from '../breakpoints/log-message.ts';
import type { Body } from '../protocol/dap.ts';
import { mistakeIn } from '../breakpoints/script-condition.ts';
import type { ScriptBreakpoint } from '../breakpoints/script-breakpoint.ts';
import type { Breakpoints } from './breakpoints.ts';
import { Inspection } from './inspection.ts';
import type { Isolate } from '../inspector/isolate.ts';
import { isInterrupt, type NativeStop } from './machine.ts';
import type { Notices } from './notices.ts';
import type { Program } from './program.ts';
import { whyPaused } from './reported-stop.ts';
import type { Stepping } from './stepping.ts';
import { Stop } from './stop.ts';

/** Reason, breakpoints and text. */
type Announcement = [string, number[], string | undefined];

interface SeenStop {
  native: NativeStop;
  isPanic: boolean;
  isUserBreakpoint: boolean;
}

type Emit = (event: string, body?: Body) => void;

/**
 * Decides what of the program's stops the user sees: log points, counted breakpoints, and the places where a step has to
 * go on are passed over; the rest becomes one `stopped` event each.
 */
export class StopAnnouncer {
  readonly #program: Program;
  readonly #stepping: Stepping;
  readonly #breakpoints: Breakpoints;
  readonly #notices: Notices;
  readonly #pathOf: (path: string) => string;
  readonly #emit: Emit;
  /** What was said of a pause that may be shown again. */
  readonly #announced = new WeakMap<Body, Announcement>();
  /** Of threads that LLDB stopped in the same moment, those that the user has not been led to yet. */
  #waiting: [Stop, ...Announcement][] = [];
  /** The stop that the user sees; none while the program runs. */
  current: Stop | undefined;
  /** The user has asked for a pause that has not come yet. */
  pausing = false;

  constructor(
    program: Program,
    stepping: Stepping,
    breakpoints: Breakpoints,
    notices: Notices,
    pathOf: (path: string) => string,
    emit: Emit,
  ) {
    this.#program = program;
    this.#stepping = stepping;
    this.#breakpoints = breakpoints;
    this.#notices = notices;
    this.#pathOf = pathOf;
    this.#emit = emit;
  }

  /** What the client asks about the stop goes here. */
  get inspection(): Inspection {
    if (!this.current) throw new Error('the program is running');
    return this.#inspect(this.current);
  }

  async scriptStop(isolate: Isolate, pause: Body | undefined): Promise<void> {
    const program = this.#program;
    if (program.phase !== 'script-stopped' || !pause || isolate.pause !== pause) return;
    const threadId = program.threadOf(isolate);
    if (isolate.isShown) {
      // It stood there all the time. Before the user let it go, and while a step is under way elsewhere, that is no news.
      const before = this.#announced.get(pause);
      if (before && !this.current && this.#stepping.active === undefined)
        this.#show(new Stop(program, threadId, true), ...before);
      return;
    }
    await this.#stepping.arrived();
    // Another thread stopped natively meanwhile: this pause is announced again when that one runs on.
    if (this.#program.phase !== 'script-stopped') return;
    const isEntry = whyPaused(pause) === 'start';
    const isException = /exception|promiseRejection/i.test(String(pause['reason']));
    const isStep = this.#stepping.active !== undefined && this.#stepping.threadId === threadId;
    const hit = await this.#breakpoints.script.hitAt(pause, isolate, isEntry);
    const isUnasked = !isException && hit.length === 0 && !isStep && !this.pausing;
    // What V8 stopped at may be no breakpoint of the user's in this script, whatever its name.
    const isNobodys = isolate.ownHits(pause).length > 0;
    const isUnwanted = (program.unwantedPause || isNobodys) && isUnasked && !isEntry;
    program.unwantedPause = false;
    if (isUnwanted) return program.resumeScript('resume', isolate);
    const stop = new Stop(program, threadId, true);
    for (const each of hit) await this.#tellMistake(each, pause, isolate);
    const counted = hit.filter((each) => hitCounts(each.asked.hitCondition, ++each.hits));
    const logging = counted.filter((each) => each.asked.logMessage);
    for (const { asked } of logging) await this.#log(stop, asked.logMessage ?? '');
    if (hit.length > 0 && counted.length === logging.length && !isStep) return program.resumeScript('resume', isolate);
    const asked = isEntry ? 'entry' : this.pausing ? 'pause' : 'debugger statement';
    const reason = isException ? 'exception' : hit.length > 0 ? 'breakpoint' : isStep ? 'step' : asked;
    const text = isException ? String(pause['data']?.['description'] ?? '').split('\n')[0] : undefined;
    const announcement: Announcement = [reason, hit.map(({ id }) => id), text];
    isolate.isShown = true;
    this.#announced.set(pause, announcement);
    this.#show(stop, ...announcement);
  }

  /** The condition may have stopped the program because it threw: V8 does not tell. */
  async #tellMistake(breakpoint: ScriptBreakpoint, pause: Body, isolate: Isolate): Promise<void> {
    const { asked, file } = breakpoint;
    if (!asked.condition?.trim()) return;
    const mistake = await mistakeIn(asked.condition, pause, isolate);
    if (mistake) this.#notices.conditionFailed(asked.condition, `${file}:${breakpoint.line}`, mistake);
  }

  async nativeStop(reported: NativeStop): Promise<void> {
    const program = this.#program;
    if (program.phase !== 'native-stopped') return;
    const seen = await this.#stopsToShow([reported, ...(await program.stopsBeside())]);
    const ended = await this.#stepping.endedOn(seen.map(({ native }) => native.threadId));
    const first = seen.find(({ native }) => native.threadId === ended) ?? seen[0];
    const others = seen.filter((each) => each !== first);
    if (!first) return program.resumeNative('continue', reported.threadId);
    const { native, isPanic, isUserBreakpoint } = first;
    const stop = new Stop(program, native.threadId, false);
    if (this.pausing && isInterrupt(native) && (await stop.isInPauseOfV8())) {
      // V8 came first, and its word was under way: it is the one to show, where the user can evaluate.
      program.unwantedPause = false;
      return program.resumeNative('continue', native.threadId);
    }
    if (!(await this.#stepping.isToShow(native, stop, isUserBreakpoint))) {
      if (program.phase === 'native-stopped' && !this.#stepping.active)
        await program.resumeNative('continue', native.threadId);
      return;
    }
    const isOwnStep = this.#stepping.active !== undefined && native.reason === 'breakpoint' && !isUserBreakpoint;
    const reason = isPanic ? 'exception' : this.pausing ? 'pause' : isOwnStep ? 'step' : native.reason;
    const description = /^(step|breakpoint)$/.test(reason) ? undefined : native.description;
    this.#show(stop, reason, native.breakpointIds, isPanic ? 'Rust panic' : description);
    this.#waiting = others
      .filter((other) => other.isUserBreakpoint)
      .map((other) => [
        new Stop(program, other.native.threadId, false),
        'breakpoint',
        other.native.breakpointIds,
        undefined,
      ]);
    for (const each of this.#waiting) this.#show(...each);
  }

  /** Before the program runs on, the user is led to the next of the threads that stopped together; false when there is none. */
  showWaiting(): boolean {
    const next = this.#program.phase === 'native-stopped' ? this.#waiting.shift() : undefined;
    if (next) this.#show(...next);
    return next !== undefined;
  }

  /** Of the threads that stopped at once, those that nothing passes over; those at the user's breakpoints first. */
  async #stopsToShow(stops: readonly NativeStop[]): Promise<SeenStop[]> {
    const { native: breakpoints, exceptions } = this.#breakpoints;
    const held = new Map<number, number[] | undefined>();
    for (const id of new Set(stops.flatMap(({ breakpointIds }) => breakpointIds))) {
      held.set(id, await breakpoints.heldOn(id, this.#program.lldb));
    }
    const seen: SeenStop[] = [];
    for (const native of stops) {
      const ids = native.breakpointIds.filter((id) => held.get(id)?.includes(native.threadId) ?? true);
      if (ids.length < native.breakpointIds.length && ids.length === 0) continue;
      const asked = ids.map((id) => breakpoints.withId(id)).filter((each) => !!each);
      const isPanic = ids.some((id) => id === exceptions.panicBreakpoint);
      const logging = asked.filter(({ logMessage }) => logMessage);
      const stop = new Stop(this.#program, native.threadId, false);
      for (const { logMessage } of logging) await this.#log(stop, logMessage ?? '');
      const isUserBreakpoint = asked.length > logging.length || isPanic;
      if (logging.length === 0 || isUserBreakpoint) seen.push({ native, isPanic, isUserBreakpoint });
    }
    return seen.sort((a, b) => Number(b.isUserBreakpoint) - Number(a.isUserBreakpoint));
  }

  #show(stop: Stop, reason: string, hitBreakpointIds: number[], text: string | undefined): void {
    // A second thread stops beside the one that the user looks at, and may be looked at in the same stop.
    const isBeside = this.current?.isScript === stop.isScript;
    if (!isBeside) this.current = stop;
    this.pausing = false;
    this.#stepping.active = undefined;
    this.#emit('stopped', {
      reason,
      threadId: stop.threadId,
      allThreadsStopped: true,
      ...(isBeside && { preserveFocusHint: true }),
      hitBreakpointIds,
      ...(text && { text, description: text }),
    });
  }

  async #log(stop: Stop, message: string): Promise<void> {
    const { threadId } = stop;
    const output = await logText(message, async (expression) => {
      // Where the log point is, also in code that is not the user's own.
      const [innermost] = await stop.stackOf(threadId);
      const frameId = innermost && stop.idOf(threadId, innermost);
      return String((await this.#inspect(stop).evaluate({ expression, frameId }))['result']);
    });
    this.#emit('output', { category: 'console', output: `${output}\n` });
  }

  #inspect(stop: Stop): Inspection {
    return new Inspection(this.#program, stop, this.#pathOf, (warning) => this.#notices.stackIncomplete(warning));
  }
}
