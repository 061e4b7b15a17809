import type { Body } from '../protocol/dap.ts';
import type { NativeStop, PauseCause } from './machine.ts';

/** Several reasons at one place come as one pause, `ambiguous`, with a list: the first script is started and has a source map. */
export function whyPaused(params: Body): PauseCause {
  const several = (params['data']?.['reasons'] ?? []) as Body[];
  const reasons = params['reason'] === 'ambiguous' ? several.map((each) => each['reason']) : [params['reason']];
  if (reasons.includes('Break on start')) return 'start';
  return reasons.every((reason) => reason === 'instrumentation') ? 'instrumentation' : 'user';
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
