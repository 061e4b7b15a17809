import type { BuildOptions } from '../build/options.ts';

export interface WatchOptions extends BuildOptions {
  /** How long the files must have been left alone before a build starts: one save may be several writes. */
  settleMs?: number;
}
