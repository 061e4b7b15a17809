import { randomBytes } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { Grant } from '../api-keys/grant.js';
import { cookieOf, expiredCookie, sessionCookie } from './session-cookie.js';

/** LIMIT: how long a session lasts, whatever is done in it, and how many there are; of more, the oldest end. */
const SESSION_MS = 12 * 60 * 60 * 1000;
const SESSIONS_MAX = 10_000;

/** LIMIT: how many are begun with one key; of more, the oldest of that key end. So nobody ends those of others by beginning many. */
const SESSIONS_OF_KEY_MAX = 100;

const SECRET_BYTES = 32;

/** A session that has begun. */
export interface BegunSession {
  readonly grant: Grant;
  /** The `Set-Cookie` that a browser is to be answered. */
  readonly cookie: string;
}

/**
 * The sessions of browsers, each begun with an API key and ending with it. They are in memory alone: a restart ends them, and
 * nothing of them can be taken from a disk.
 */
export class Sessions {
  readonly #grants = new Map<string, Grant>();

  begin(key: Grant, request: IncomingMessage, trustsProxy: boolean): BegunSession {
    const ofKey = [...this.#grants.values()].filter((grant) => grant.key === key.key);
    if (ofKey.length >= SESSIONS_OF_KEY_MAX) ofKey[0]?.end();
    if (this.#grants.size >= SESSIONS_MAX) this.#grants.values().next().value?.end();
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const grant = new Grant(key.key, Math.min(key.endsAt, Date.now() + SESSION_MS));
    this.#grants.set(secret, grant);
    const forget = key.whenEnded(() => grant.end());
    grant.whenEnded(() => {
      this.#grants.delete(secret);
      forget();
    });
    return { grant, cookie: sessionCookie(secret, grant.endsAt, request, trustsProxy) };
  }

  /** What the session of a request grants; undefined without one. */
  grantOf(request: IncomingMessage): Grant | undefined {
    const secret = cookieOf(request);
    const grant = secret === undefined ? undefined : this.#grants.get(secret);
    return grant?.isStillAllowed() === true ? grant : undefined;
  }

  /** Ends the session of a request, if it has one. Returns the `Set-Cookie` that has the browser forget it. */
  end(request: IncomingMessage, trustsProxy: boolean): string {
    this.grantOf(request)?.end();
    return expiredCookie(request, trustsProxy);
  }
}
