import { type Channel } from './channel.js';
import { type FirstCalls } from './calls.js';
import { type Peers } from './peers.js';
import { type Region } from './region.js';
import { sharedIn } from './shared-in.js';

/** The others, as a worker sees them: what is decided for all it asks the first. */
export function peersOf(first: Channel<FirstCalls>, region: Region): Peers {
  return {
    isFirst: false,
    numbers: {
      next: (prefix) => first.call('nextNumber', prefix),
      skip: (prefix) => first.call('skipNumber', prefix),
    },
    figures: () => first.call('figures', undefined),
    history: (moment) => first.call('history', moment),
    others: {
      ...sharedIn(region),
      keys: {
        version: () => region.keysVersion,
        changed: () => undefined,
        first: {
          create: (asked) => first.call('createApiKey', asked),
          revoke: (id) => first.call('revokeApiKey', id),
        },
      },
      sessionEnded: () => void first.call('sessionEnded', undefined),
    },
  };
}
