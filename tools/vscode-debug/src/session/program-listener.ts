import type { Isolate } from '../inspector/isolate.ts';
import type { Script } from '../inspector/source-maps.ts';
import type { Body, DapEvent } from '../protocol/dap.ts';
import type { NativeStop } from './machine.ts';

/** What the program tells the session. All of it is called from the debuggers' events: queue what takes time. */
export interface ProgramListener {
  nativeStop(stop: NativeStop): void;
  /** V8 pauses in the isolate; maybe while another isolate's pause is shown already. */
  scriptStop(isolate: Isolate): void;
  scriptParsed(script: Script, isolate: Isolate): void;
  /** V8 has found the script of a breakpoint that it knew by the script's name only. */
  breakpointResolved(isolate: Isolate, params: Body): void;
  /** The isolate stands before the first statement of its first script. */
  starts(isolate: Isolate): void;
  /** A script stands before its first statement: the program's first script, one with a source map, or one that is required. */
  scriptPause(isolate: Isolate, pause: Body): void;
  /** The thread of a worker's isolate is known. */
  isolateBegan(isolate: Isolate): void;
  isolateEnded(isolate: Isolate): void;
  lldbEvent(event: DapEvent): void;
  /** Something that nobody waits for went wrong. */
  failed(error: Error): void;
  ended(): void;
}
