import { randomFillSync } from 'node:crypto';

/** https://www.w3.org/TR/trace-context/: version, trace id, parent id, flags; later versions may add more parts. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/** The trace id of a request: the caller's, when it sends a well-formed `traceparent`, else a new one. */
export function traceIdOf(traceparent: string | string[] | undefined): string {
  if (typeof traceparent === 'string') {
    const [, version, traceId, rest] = TRACEPARENT.exec(traceparent) ?? [];
    if (traceId !== undefined && (version !== '00' || rest === undefined)) return traceId;
  }
  return randomHex(ID_BYTES);
}

const ID_BYTES = 16;

/** Random bytes for ids to come: to draw them one by one would cost more than all the rest of an id. */
const pool = Buffer.allocUnsafeSlow(256 * ID_BYTES);
let used = pool.length;

/** So many random bytes, in hexadecimal digits: an id. */
export function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return pool.toString('hex', used, (used += bytes));
}
