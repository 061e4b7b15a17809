import { basename } from 'node:path';
import type { Body } from '../protocol/dap.ts';
import type { Cdp } from './cdp.ts';
import type { WorkerInfo } from './cdp-connection.ts';
import type { Script } from './source-maps.ts';

// The protocol does not tell which thread an isolate runs on, but Linux tells it to whoever asks on that thread.
const OWN_THREAD = "process.getBuiltinModule('fs').readlinkSync('/proc/thread-self')";

/** In the place of V8's number. */
const expected = ({ url }: Script): string => `expected ${url}`;

export type Leave = 'resume' | 'stepOver' | 'stepInto' | 'stepOut';

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
  /** V8 has a step to finish that did not come to its end yet. */
  stepPending = false;

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
    this.stepPending = false;
  }

  /** Lets V8 run on. It is not awaited: LLDB may stop the program before the answer is written. */
  leave(how: Leave): void {
    this.pause = undefined;
    this.stepPending = how !== 'resume';
    this.cdp.send(`Debugger.${how}`);
  }

  /** Asks on which thread it runs. The answer comes before any pause does: V8 answers in order. */
  async askForThread(): Promise<void> {
    const answer = await this.cdp.request('Runtime.evaluate', { expression: OWN_THREAD });
    this.threadId = Number(/\d+$/.exec(String(answer['result']?.['value']))?.[0] ?? 0);
  }
}
