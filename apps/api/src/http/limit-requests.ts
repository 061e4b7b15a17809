import { type FastifyRequest } from 'fastify';
import { paths } from '@bimetal/contract';
import { type Access } from '../access/access.js';
import { type Config } from '../config/config.js';
import { RequestError } from '../problem/request-error.js';
import { identityOf } from './identity.js';
import { pathOf } from './path.js';
import { RateLimit } from './rate-limit.js';

/** Refuses a request of a client that sends too many, by an error. */
export type LimitRequest = (request: FastifyRequest) => void;

/** What those who watch over the server ask for must not depend on what others ask for. */
const EXEMPT = new Set<string>([paths.live, paths.ready, paths.metrics]);

/** The limit of a server; undefined when it has none, and then a request pays nothing for it. */
export function requestLimit(
  { rateLimit, trustProxy }: Pick<Config, 'rateLimit' | 'trustProxy'>,
  counts: { refused: number },
  access: Pick<Access, 'identityOf'>,
): LimitRequest | undefined {
  if (rateLimit === undefined) return undefined;
  const limit = new RateLimit(rateLimit);
  return ({ raw }) => {
    if (EXEMPT.has(pathOf(raw.url))) return;
    const waitMs = limit.take(access.identityOf(raw) ?? identityOf(raw, trustProxy), performance.now());
    if (waitMs === 0) return;
    counts.refused++;
    const seconds = String(Math.ceil(waitMs / 1000));
    throw new RequestError('RATE_LIMITED', `the server takes ${rateLimit} requests a second of a client: send fewer`, {
      'retry-after': seconds,
    });
  };
}
