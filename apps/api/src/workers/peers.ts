import { type StatusHistory } from '@bimetal/contract';
import { type ApiKeyPeers } from '../api-keys/api-keys.js';
import { type NumberSource } from '../data/numbers.js';
import { type OpenConnections } from '../http/open-connections.js';
import { type RateLimiter } from '../http/rate-limit.js';
import { type LoopFigures } from '../metrics/loop-figures.js';

/** What an event loop knows of those that serve with it, and shares with them. */
export interface Peers {
  /** Whether this is the one that decides for all: the main thread's. */
  readonly isFirst: boolean;
  /** Where the keys of new documents come from. */
  readonly numbers: NumberSource;
  /** What all have counted, this one too. */
  figures(): Promise<readonly LoopFigures[]>;
  /** What all did in the last hour, after a moment, in milliseconds since 1970. */
  history(moment: number): Promise<StatusHistory>;
  /** Where there are others. */
  readonly others?: {
    readonly keys: ApiKeyPeers;
    readonly connections: OpenConnections;
    readonly rateLimiter: (perSecond: number) => RateLimiter;
    /** Tells them that the session of a browser has ended. */
    readonly sessionEnded: () => void;
  };
}

/** Nest's token of `Peers`, which is an interface and so has no value of its own. */
export const PEERS = Symbol('Peers');
