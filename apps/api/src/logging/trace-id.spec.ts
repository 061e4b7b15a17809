import { traceIdOf } from './trace-id.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const NEW = /^[0-9a-f]{32}$/;

describe('traceIdOf', () => {
  it.each([`00-${TRACE_ID}-00f067aa0ba902b7-01`, `cc-${TRACE_ID}-00f067aa0ba902b7-01-what-comes-later`])(
    "takes the caller's id from %s",
    (traceparent) => {
      expect(traceIdOf(traceparent)).toBe(TRACE_ID);
    },
  );

  it.each([
    undefined,
    '',
    TRACE_ID,
    `ff-${TRACE_ID}-00f067aa0ba902b7-01`,
    `00-${TRACE_ID}-00f067aa0ba902b7-01-more`,
    `00-${TRACE_ID.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE_ID}-${'0'.repeat(16)}-01`,
    [`00-${TRACE_ID}-00f067aa0ba902b7-01`],
  ])('gives a new id for %p', (traceparent) => {
    expect(traceIdOf(traceparent)).toMatch(NEW);
    expect(traceIdOf(traceparent)).not.toBe(TRACE_ID);
  });

  it('never gives an id twice', () => {
    expect(new Set(Array.from({ length: 1000 }, () => traceIdOf(undefined))).size).toBe(1000);
  });
});
