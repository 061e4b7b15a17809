import { type FastifyRequest } from 'fastify';
import { queryOf } from '../http/path.js';
import { RequestError } from '../problem/request-error.js';

/**
 * The parameters of a write's query, each at most once. Those of other methods of the same path are refused: what they mean there
 * is not done here.
 */
export function parametersOf<const Name extends string>(
  { raw, method }: FastifyRequest,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const query = queryOf(raw.url);
  try {
    decodeURIComponent(query);
  } catch {
    throw new RequestError('REQUEST_INVALID', "the query is not UTF-8 in %-escapes: write a '%' as %25");
  }
  const found: Partial<Record<Name, string>> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const known = names.find((other) => other === name);
    if (known === undefined) {
      const takes = names.join(', ') || 'none';
      throw new RequestError('REQUEST_INVALID', `there is no parameter '${name}' of ${method}: it takes ${takes}`);
    }
    if (found[known] !== undefined) throw new RequestError('REQUEST_INVALID', `there is more than one ${name}`);
    found[known] = value;
  }
  return found;
}
