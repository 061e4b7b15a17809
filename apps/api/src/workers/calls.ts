import { type ApiKey, type MadeApiKey, type NewApiKey, type StatusHistory } from '@bimetal/contract';
import { type Config } from '../config/config.js';
import { type LoadedCertificate } from '../http/certificate.js';
import { type LoopFigures } from '../metrics/loop-figures.js';
import { type LoopSample } from '../status/history/loop-sample.js';

/** What a worker asks the first event loop, which decides for all of them. */
export type FirstCalls = {
  /** The worker can be told to listen. */
  ready(argument: undefined): void;
  createApiKey(asked: NewApiKey): Promise<MadeApiKey>;
  revokeApiKey(id: string): Promise<ApiKey>;
  nextNumber(prefix: string): Promise<string>;
  skipNumber(prefix: string): void | Promise<void>;
  sessionEnded(argument: undefined): void;
  /** The figures of all event loops. */
  figures(argument: undefined): Promise<readonly LoopFigures[]>;
  /** The samples of the last hour after a moment. */
  history(moment: number): StatusHistory;
};

/** What the first event loop asks a worker. */
export type WorkerCalls = {
  /** Listens on ports that the first has found. */
  listen(urls: Config['urls']): Promise<void>;
  /** Finishes what is in flight and closes what is open. Resolves with the number of servers that had to be cut. */
  drain(argument: undefined): Promise<number>;
  figures(argument: undefined): LoopFigures;
  sample(argument: undefined): LoopSample;
  certificate(loaded: LoadedCertificate): void;
  /** Feeds that hang on a key that was revoked, or on a session that has ended, end as well. */
  accessChanged(argument: undefined): void;
};

/** What a worker is given when it begins. */
export interface WorkerOrder {
  readonly number: number;
  readonly config: Config;
  readonly certificate: LoadedCertificate | undefined;
  readonly region: SharedArrayBuffer;
}
