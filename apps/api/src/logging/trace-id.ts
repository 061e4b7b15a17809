import { randomUUID } from 'node:crypto';

/** https://www.w3.org/TR/trace-context/: version, trace id, parent id, flags; later versions may add more parts. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/** The trace id of a request: the caller's, when it sends a well-formed `traceparent`, else a new one. */
export function traceIdOf(traceparent: string | string[] | undefined): string {
  if (typeof traceparent === 'string') {
    const [, version, traceId, rest] = TRACEPARENT.exec(traceparent) ?? [];
    if (traceId !== undefined && (version !== '00' || rest === undefined)) return traceId;
  }
  // 122 of the 128 bits of a UUID are random, and Node draws them from a pool, which makes this the cheapest way.
  return randomUUID().replaceAll('-', '');
}
