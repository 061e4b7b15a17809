import { BimetalError, type Store } from '@bimetal/bindings';
import { API_KEY_LIMITS, type NewApiKey, newApiKeySchema, SCOPES } from '@bimetal/contract';
import type * as z from 'zod/mini';
import { quoted } from '../problem/quoted.js';
import { RequestError } from '../problem/request-error.js';

/** What the members of one may be. */
const MEMBERS: Readonly<Record<keyof NewApiKey, string>> = {
  name: `a text of ${API_KEY_LIMITS.nameCharacters} characters at most, all of which can be seen`,
  scopes: `one or more of ${SCOPES.join(', ')}`,
  prefixes: `${API_KEY_LIMITS.prefixes} texts at most, of 1 to ${API_KEY_LIMITS.prefixCharacters} characters each`,
  expires: 'a time with its zone, as 2030-01-31T00:00:00Z',
};

/** LIMIT: the bytes of what is asked for. */
const BYTES_MAX = 64 * 1024;

/** Reads what API key is asked for, from the body of a request. */
export function parseNewApiKey(body: Uint8Array, store: Pick<Store, 'count'>): NewApiKey {
  if (body.length > BYTES_MAX) throw invalid(`it has more than ${BYTES_MAX} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw invalid('it is no JSON: send for example {"name":"reports","scopes":["read"]}');
  }
  return checkNewApiKey(value, store);
}

/** Checks what API key is asked for. */
export function checkNewApiKey(value: unknown, store: Pick<Store, 'count'>): NewApiKey {
  const result = newApiKeySchema.safeParse(value);
  if (!result.success) throw invalid(reasonOf(result.error.issues));
  const { scopes, prefixes, expires } = result.data;
  if (scopes.includes('admin') && prefixes.length > 0) {
    throw invalid('the scope admin is for the whole store: leave the prefixes out, or admin');
  }
  if (expires !== undefined && Date.parse(expires) <= Date.now()) throw invalid('expires: it is over already');
  for (const prefix of prefixes) refusePrefix(prefix, store);
  return { ...result.data, scopes: [...new Set(scopes)], prefixes: [...new Set(prefixes)] };
}

function reasonOf([issue]: readonly z.core.$ZodIssue[]): string {
  if (issue?.code === 'unrecognized_keys') {
    return `there is no member ${quoted(issue.keys[0] ?? '')}, but ${Object.keys(MEMBERS).join(', ')}`;
  }
  const member = issue?.path[0] as keyof NewApiKey | undefined;
  return member === undefined ? 'it is an object: {"scopes":["read"]}' : `${member}: it is ${MEMBERS[member]}`;
}

/** The store knows what begins no key. */
function refusePrefix(prefix: string, store: Pick<Store, 'count'>): void {
  try {
    store.count({ prefix });
  } catch (error) {
    if (BimetalError.is(error, 'PREFIX_INVALID')) throw invalid(`prefixes: ${error.message}`);
    throw error;
  }
}

function invalid(reason: string): RequestError {
  return new RequestError('API_KEY_INVALID', `the API key that is asked for: ${reason}`);
}
