import { type Need, type Reach, type Scope } from '@bimetal/contract';
import { type FastifyRequest } from 'fastify';
import { type Grant } from '../api-keys/grant.js';
import { queryOf } from '../http/path.js';
import { quoted } from '../problem/quoted.js';
import { RequestError } from '../problem/request-error.js';

const SCOPES: Readonly<Record<Need, readonly Scope[]>> = {
  read: ['read'],
  write: ['write'],
  'read and write': ['read', 'write'],
  admin: ['admin'],
  any: [],
  optional: [],
  open: [],
};

/** Throws when a grant is not for what a request needs. */
export function refuseScope(grant: Grant, need: Need): void {
  const missing = SCOPES[need].find((scope) => !grant.allows(scope));
  if (missing === undefined) return;
  const { id, scopes } = grant.key;
  const message = `this needs an API key with the scope ${missing}: ${id} has ${scopes.join(' and ')}`;
  throw new RequestError('API_KEY_SCOPE', message, insufficient(missing));
}

/** Throws when a request reaches documents that a grant is not for. Those that a body names are for who reads it to hold. */
export function refuseReach(grant: Grant, reach: Reach, { raw, params }: FastifyRequest): void {
  if (grant.reachesAll || reach === 'nothing' || reach === 'body') return;
  if (reach === 'store') {
    const message = `this is about the whole store: ${grant.key.id} is for ${prefixesOf(grant)} alone`;
    throw new RequestError('API_KEY_PREFIX', message, insufficient());
  }
  if (reach === 'key') {
    const { '*': key = '' } = params as { '*'?: string };
    refuseKey(grant, key);
    return;
  }
  // Who names more than one is refused behind this, and must not have smuggled one by.
  const prefixes = new URLSearchParams(queryOf(raw.url)).getAll('prefix');
  if (prefixes.length > 0 && prefixes.every((prefix) => grant.reaches(prefix))) return;
  // Not narrowed in silence: who takes a part for the whole would remove the rest somewhere else.
  const message = `${grant.key.id} is for ${prefixesOf(grant)} alone: ask for one of them, or a part of it, with prefix=`;
  throw new RequestError('API_KEY_PREFIX', message, insufficient());
}

/** Throws when a grant, if there is any, is not for the document of a key. */
export function refuseKey(grant: Grant | undefined, key: string): void {
  if (grant === undefined || grant.reaches(key)) return;
  const message = `${grant.key.id} is for ${prefixesOf(grant)} alone, and not for ${quoted(key)}`;
  throw new RequestError('API_KEY_PREFIX', message, insufficient());
}

/** Throws when a grant has ended since the request began: for what goes on for long. */
export function refuseEnded(grant: Grant): void {
  if (grant.isStillAllowed()) return;
  const message = `the API key ${grant.key.id} was revoked, or has expired meanwhile`;
  throw new RequestError('API_KEY_UNKNOWN', message, {
    'www-authenticate': 'Bearer realm="bimetal", error="invalid_token"',
  });
}

function prefixesOf({ key }: Grant): string {
  return key.prefixes.map(quoted).join(', ');
}

/** RFC 6750, 3.1. */
function insufficient(scope?: Scope): Readonly<Record<string, string>> {
  const told = scope === undefined ? '' : `, scope="${scope}"`;
  return { 'www-authenticate': `Bearer realm="bimetal", error="insufficient_scope"${told}` };
}
