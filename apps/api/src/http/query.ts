import { parametersOf, paths } from '@bimetal/contract';
import { type FastifyRequest } from 'fastify';
import { quoted } from '../problem/quoted.js';
import { RequestError } from '../problem/request-error.js';
import { pathOf, queryOf } from './path.js';
import { routedPath } from './route.js';

/**
 * Refuses what a query asks for and the route does not know. Ignored, `?order=asc` would be answered with everything, and
 * `?ttl=60` with a document that stays. The page's own addresses may have any.
 */
export function checkQuery({ raw }: FastifyRequest): void {
  const query = queryOf(raw.url);
  if (query === '') return;
  const path = routedPath(pathOf(raw.url));
  const known = parametersOf(path);
  // Of the page, or of nothing, or of an empty key: that is told elsewhere, and is the nearer fault.
  if (known === undefined || path === paths.document('')) return;
  const unknown = [...new URLSearchParams(query).keys()].find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const isKey = path.startsWith(paths.document(''));
  const takes = isKey ? "none; a '?' in a key is written %3F" : known.join(', ') || 'none';
  throw new RequestError('REQUEST_INVALID', `there is no parameter ${quoted(unknown)}: ${path} takes ${takes}`);
}
