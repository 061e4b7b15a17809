import { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { RequestError } from '../problem/request-error.js';
import { type Conditions, parseConditions } from './conditions.js';
import { type Expiry, parseExpiry } from './expiry.js';
import { isRepeated } from './host.js';

/** What the headers of a write say beside what is written: most say nothing. */
export interface WriteTerms extends Conditions {
  /** When the document expires. */
  readonly expiry: Expiry | undefined;
  /** What a client repeats a write by, so that it is made once: `Idempotency-Key`. */
  readonly onceKey: string | undefined;
}

const NONE = { match: undefined, none: undefined } as const;

/** LIMIT: the characters of an `Idempotency-Key`. */
const ONCE_KEY_MAX = 255;

/** What a write says beside what is written; undefined when that is nothing. */
export function writeTermsOf({ headers, rawHeaders }: IncomingMessage): WriteTerms | undefined {
  const terms = parseTerms(headers);
  // Node joins several lines by a comma, which a key may have.
  if (terms?.onceKey !== undefined && isRepeated(rawHeaders, 'idempotency-key')) {
    throw new RequestError('REQUEST_INVALID', 'the request has two Idempotency-Key headers: send one');
  }
  return terms;
}

/** Reads what the headers of a write say; undefined when that is nothing. */
export function parseTerms(headers: IncomingHttpHeaders): WriteTerms | undefined {
  const conditions = parseConditions(headers);
  const expiry = parseExpiry(headers);
  const onceKey = headers['idempotency-key'];
  if (conditions === undefined && expiry === undefined && onceKey === undefined) return undefined;
  return { ...(conditions ?? NONE), expiry, onceKey: onceKey === undefined ? undefined : parseOnceKey(onceKey) };
}

/** Refuses conditions where they would mean nothing, and an expiry where nothing could expire. */
export function refuseTerms(terms: WriteTerms | undefined, what: string, refused: 'conditions' | 'all'): void {
  if (terms === undefined) return;
  const names = [
    terms.match !== undefined && 'If-Match',
    terms.none !== undefined && 'If-None-Match',
    refused === 'all' && terms.expiry !== undefined && 'Bimetal-TTL or Bimetal-Expires',
  ].filter((name) => name !== false);
  if (names.length > 0) throw new RequestError('REQUEST_INVALID', `${what} takes no ${names.join(', no ')}`);
}

/** A string of RFC 8941, as the draft of the header wants it, or the same without its quotes, as most clients send it. */
function parseOnceKey(given: string | string[]): string {
  const text = Array.isArray(given) ? given.join(', ') : given;
  const key = /^"((?:[^"\\]|\\["\\])*)"$/.exec(text)?.[1]?.replace(/\\(["\\])/g, '$1') ?? text;
  if (/^[\x20-\x7e]+$/.test(key) && !key.includes('"') && key.length <= ONCE_KEY_MAX) return key;
  const message = `Idempotency-Key is 1 to ${ONCE_KEY_MAX} printable ASCII characters without quotes inside: a UUID does well`;
  throw new RequestError('REQUEST_INVALID', message);
}
