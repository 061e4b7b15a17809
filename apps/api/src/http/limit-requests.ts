import { type RequestListener } from 'node:http';
import { paths } from '@bimetal/contract';
import { type Access } from '../access/access.js';
import { type Config } from '../config/config.js';
import { RequestError } from '../problem/request-error.js';
import { identityOf } from './identity.js';
import { pathOf } from './path.js';
import { RateLimit, type RateLimiter } from './rate-limit.js';

declare module 'node:http' {
  interface IncomingMessage {
    /** Why a request was refused before it came to the router, which is where it is answered. */
    refusal?: unknown;
  }
}

/** What those who watch over the server ask for must not depend on what others ask for. */
const EXEMPT = new Set<string>([paths.live, paths.ready, paths.metrics]);

/**
 * Lets each client have so many requests a second, where there is such a limit. One that has sent more goes to `router` with the
 * reason why it is refused: there every refusal is answered.
 */
export function limitRequests(
  handler: RequestListener,
  router: RequestListener,
  { rateLimit, trustProxy }: Pick<Config, 'rateLimit' | 'trustProxy'>,
  counts: { refused: number },
  access: Pick<Access, 'identityOf'>,
  limiterOf: (perSecond: number) => RateLimiter = (perSecond) => new RateLimit(perSecond),
): RequestListener {
  if (rateLimit === undefined) return handler;
  const limit = limiterOf(rateLimit);
  const message = `the server takes ${rateLimit} requests a second of a client: send fewer`;
  return (request, response) => {
    const isExempt = EXEMPT.has(pathOf(request.url));
    const client = isExempt ? '' : (access.identityOf(request) ?? identityOf(request, trustProxy));
    const waitMs = isExempt ? 0 : limit.take(client, nowMs());
    if (waitMs === 0) {
      handler(request, response);
      return;
    }
    counts.refused++;
    request.refusal = new RequestError('RATE_LIMITED', message, { 'retry-after': String(Math.ceil(waitMs / 1000)) });
    router(request, response);
  };
}

/** Milliseconds since some moment, which is the same for all threads. */
function nowMs(): number {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1e3 + nanos / 1e6;
}
