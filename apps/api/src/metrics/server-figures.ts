import { type ConnectionCounts } from '../http/admission.js';
import { type SpanCounts } from '../traces/span-export.js';

/** What the change feeds of the server tell of themselves: whoever serves them counts here. */
export interface FeedFigures {
  /** How many are open: streams of events, and polls that are being answered. */
  open: () => number;
  /** The feeds that were ended because their reader lagged too far behind, since the start. */
  overrun: number;
  /** How many revisions the slowest open feed is behind the store; asked when somebody looks. */
  lagRevisionsMax: () => number;
}

/** Counts of a running server, kept by those who do the work and read by metrics and status. */
export interface ServerFigures {
  readonly connections: ConnectionCounts;
  /** Requests that were refused because their client had sent too many. */
  readonly limits: { refused: number };
  readonly feeds: FeedFigures;
  /** When the certificate ends to be valid; undefined without one. */
  certificateExpires: () => Date | undefined;
  /** What became of the spans of traces; undefined where none are made. */
  spans: () => SpanCounts | undefined;
}

/** Nest's token of `ServerFigures`, which is an interface and so has no value of its own. */
export const SERVER_FIGURES = Symbol('ServerFigures');

/** Counts that begin at nothing. */
export function newFigures(): ServerFigures {
  return {
    connections: { open: 0, accepted: 0, refused: 0 },
    limits: { refused: 0 },
    feeds: { open: () => 0, overrun: 0, lagRevisionsMax: () => 0 },
    certificateExpires: () => undefined,
    spans: () => undefined,
  };
}
