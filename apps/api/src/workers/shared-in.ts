import { type OpenConnections } from '../http/open-connections.js';
import { type RateLimiter } from '../http/rate-limit.js';
import { SharedRateLimit } from '../http/shared-rate-limit.js';
import { type Region } from './region.js';

/** What all event loops count together, in the memory that they share. */
export function sharedIn(region: Region): {
  readonly connections: OpenConnections;
  readonly rateLimiter: (perSecond: number) => RateLimiter;
} {
  return { connections: region, rateLimiter: (perSecond) => new SharedRateLimit(perSecond, region.rates) };
}
