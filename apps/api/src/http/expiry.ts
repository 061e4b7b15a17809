import { type IncomingHttpHeaders } from 'node:http';
import { type PutOptions } from '@bimetal/bindings';
import { RequestError } from '../problem/request-error.js';

/** When a document expires, as the store takes it. */
export type Expiry = Pick<PutOptions, 'ttlMs' | 'expires'>;

/** The header in which a document's expiry is told, and set. */
export const EXPIRES = 'bimetal-expires';

/** The last moment that a `Date` can be. */
const DATE_MS_MAX = 8.64e15;

/** `Mon, 30 Nov 2026 12:00:00 GMT`: the form of an HTTP date that is still to be sent (RFC 9110, 5.6.7). */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** `2026-11-30T12:00:00Z` (RFC 3339). */
const RFC_3339 = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/**
 * When a write is to expire: after so many seconds (`Bimetal-TTL`), or at a moment (`Bimetal-Expires`). Headers of our own, since
 * `Expires` in a request says nothing of what it sets up, and a parameter would be a part of the document's name.
 */
export function parseExpiry(headers: IncomingHttpHeaders): Expiry | undefined {
  const { 'bimetal-ttl': ttl, [EXPIRES]: expires } = headers;
  if (ttl === undefined && expires === undefined) return undefined;
  if (ttl !== undefined && expires !== undefined) {
    throw new RequestError('REQUEST_INVALID', 'a write has Bimetal-TTL or Bimetal-Expires, not both');
  }
  return ttl === undefined ? { expires: momentOf(String(expires)) } : { ttlMs: millisOf(String(ttl)) };
}

function millisOf(ttl: string): number {
  const millis = /^\d{1,13}(?:\.\d{1,3})?$/.test(ttl) ? Math.round(Number(ttl) * 1000) : 0;
  if (millis > 0 && Date.now() + millis <= DATE_MS_MAX) return millis;
  throw new RequestError('REQUEST_INVALID', `Bimetal-TTL is a number of seconds, greater than 0, not '${ttl}'`);
}

function momentOf(text: string): Date {
  const [, day, time, fraction = '', zone] = RFC_3339.exec(text) ?? [];
  const iso = day === undefined ? undefined : `${day}T${time}${fraction}${zone?.toUpperCase()}`;
  const moment = new Date(iso ?? (HTTP_DATE.test(text) ? text : NaN));
  // What `Date` corrects silently, the 30th of February, is refused.
  const isDay = day === undefined || new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  if (moment.getTime() >= 0 && isDay) return moment;
  const example = "'Mon, 30 Nov 2026 12:00:00 GMT' or '2026-11-30T12:00:00Z'";
  throw new RequestError('REQUEST_INVALID', `Bimetal-Expires is a moment like ${example}, not '${text}'`);
}
