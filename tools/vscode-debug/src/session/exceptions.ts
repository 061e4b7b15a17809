import type { Isolate } from '../inspector/isolate.ts';
import type { LldbDap } from '../lldb/lldb-dap.ts';

export const EXCEPTION_FILTERS = [
  {
    filter: 'uncaught',
    label: 'Uncaught exceptions',
    description: 'TypeScript exceptions that nobody catches',
    default: true,
  },
  {
    filter: 'caught',
    label: 'Caught exceptions',
    description: 'All TypeScript exceptions, where they are thrown',
    default: false,
  },
  {
    filter: 'rust-panic',
    label: 'Rust panics',
    description: 'Panics of addons, before the stack unwinds',
    default: true,
  },
];

/** On which exceptions and panics the program stops. */
export class Exceptions {
  #filters = new Set<string>(EXCEPTION_FILTERS.filter((each) => each.default).map((each) => each.filter));
  /** LLDB's number for the breakpoint on panics. */
  panicBreakpoint: number | undefined;

  set(filters: readonly string[]): void {
    this.#filters = new Set(filters);
  }

  /** V8 is told without waiting: at a native stop it reads the message when it runs on. */
  applyToScript({ cdp }: Isolate): void {
    const state = this.#filters.has('caught') ? 'all' : this.#filters.has('uncaught') ? 'uncaught' : 'none';
    cdp.send('Debugger.setPauseOnExceptions', { state });
  }

  async applyToNative(lldb: LldbDap): Promise<void> {
    const answer = await lldb.command(`ts adapter panic ${this.#filters.has('rust-panic') ? 'on' : 'off'}`);
    this.panicBreakpoint = (answer['breakpoint'] ?? undefined) as number | undefined;
  }
}
