import { type RangeOptions } from '@bimetal/bindings';
import { type FastifyRequest } from 'fastify';
import { queryOf } from '../http/path.js';
import { RequestError } from '../problem/request-error.js';

/** Which documents a list is asked for: those of `?prefix=`, or all. What else a query says means nothing. */
export function rangeOf({ raw }: FastifyRequest): RangeOptions {
  const query = queryOf(raw.url);
  const prefixes = query === '' ? [] : new URLSearchParams(query).getAll('prefix');
  if (prefixes.length > 1) throw new RequestError('REQUEST_INVALID', 'there is more than one prefix: a list has one');
  if (prefixes.length === 1) checkEscapes(query);
  return { prefix: prefixes[0] };
}

/** A prefix that is read leniently would find other documents than it names. */
function checkEscapes(query: string): void {
  try {
    decodeURIComponent(query);
  } catch {
    throw new RequestError('REQUEST_INVALID', "the query is not UTF-8 in %-escapes: write a '%' in a prefix as %25");
  }
}
