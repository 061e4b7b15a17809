import type { Body } from '../protocol/dap.ts';
import type { NativeStop, PauseCause } from './machine.ts';

/** Several reasons at one place come as one pause, `ambiguous`, with a list: the first script is started and has a source map. */
export function whyPaused(pause: Body): PauseCause {
  const reasons = reasonsOf(pause);
  if (reasons.includes('Break on start')) return 'start';
  return reasons.every((reason) => reason === 'instrumentation') ? 'instrumentation' : 'user';
}

/** Whether V8 has yet to come to the first statement of the script, and pauses there once more if it is to. */
export function isBeforeFirst(pause: Body): boolean {
  return reasonsOf(pause).includes('instrumentation');
}

function reasonsOf(pause: Body): string[] {
  const several = (pause['data']?.['reasons'] ?? []) as Body[];
  return pause['reason'] === 'ambiguous' ? several.map((each) => String(each['reason'])) : [String(pause['reason'])];
}

/** A `stopped` event of lldb-dap. */
export function nativeStopOf(body: Body): NativeStop {
  return {
    threadId: Number(body['threadId']),
    reason: String(body['reason']),
    description: String(body['description'] ?? body['text'] ?? ''),
    breakpointIds: (body['hitBreakpointIds'] ?? []) as number[],
  };
}
