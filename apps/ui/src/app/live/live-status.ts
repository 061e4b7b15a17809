/**
 * How the page hears of changes: not yet (`connecting`); as they come (`live`); those that came while it was away (`catching-up`); or
 * not at the moment (`interrupted`).
 */
export type LiveState = 'connecting' | 'catching-up' | 'live' | 'interrupted';

/** The state, and since when it is so. */
export interface LiveStatus {
  readonly state: LiveState;
  /** When the server was last known to be heard, in milliseconds since 1970: while it is away, since when. */
  readonly since: number;
  /** When the next attempt is made; undefined where none is waited for. */
  readonly retryAt?: number;
}

/** A change as it comes: of which document, and not of what it holds. Who shows the document reads it. */
export interface LiveChange {
  readonly key: string;
  readonly revision: bigint;
  readonly kind: 'put' | 'remove';
}
