import { type IdGenerator } from '@opentelemetry/sdk-trace';
import { randomHex } from '../logging/trace-id.js';

const TRACE_BYTES = 16;
const SPAN_BYTES = 8;

/** The ids of the server's own traces, as of those that nobody records. */
export const traceIds: IdGenerator = {
  generateTraceId: () => randomHex(TRACE_BYTES),
  generateSpanId: () => randomHex(SPAN_BYTES),
};
