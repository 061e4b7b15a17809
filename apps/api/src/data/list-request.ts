import { type RangeOptions } from '@bimetal/bindings';
import { type FastifyRequest } from 'fastify';
import { queryOf } from '../http/path.js';
import { RequestError } from '../problem/request-error.js';

/**
 * Which documents a list is asked for: those of `?prefix=`, those behind the key of `?after=`, or all. Who has read enough of a list
 * goes away, and takes it up again later behind the last key.
 */
export function rangeOf({ raw }: FastifyRequest): RangeOptions {
  const query = queryOf(raw.url);
  if (query === '') return {};
  const parameters = new URLSearchParams(query);
  const [prefix, after] = [onlyOne(parameters, 'prefix'), onlyOne(parameters, 'after')];
  if (prefix !== undefined || after !== undefined) checkEscapes(query);
  return { prefix, after };
}

function onlyOne(parameters: URLSearchParams, name: string): string | undefined {
  const [value, ...more] = parameters.getAll(name);
  if (more.length > 0) throw new RequestError('REQUEST_INVALID', `there is more than one ${name}: a list has one`);
  return value;
}

/** A prefix or a key that is read leniently would find other documents than it names. */
function checkEscapes(query: string): void {
  try {
    decodeURIComponent(query);
  } catch {
    throw new RequestError(
      'REQUEST_INVALID',
      "the query is not UTF-8 in %-escapes: write a '%' in a prefix or a key as %25",
    );
  }
}
