import { randomBytes } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { type Memos } from '@bimetal/bindings';
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

/** What a session is for the other event loops of a server: a memo of the store. */
interface SessionMemo {
  readonly key: string;
  readonly endsAt: number;
}

/** What sessions are shared by: all threads see the memos. */
export interface SessionPeers {
  readonly memos: Pick<Memos, 'get' | 'add' | 'remove'>;
  /** The grant of an API key of an id. */
  readonly grantOfKey: (id: string) => Grant | undefined;
  /** Tells the others that a session has ended. */
  readonly ended: () => void;
}

const MEMOS = 'session/';

/**
 * The sessions of browsers, each begun with an API key and ending with it. They are in memory alone: a restart ends them, and
 * nothing of them can be taken from a disk. With several event loops a session is a memo as well, and each takes over those that it
 * is asked for.
 */
export class Sessions {
  readonly #grants = new Map<string, Grant>();
  readonly #peers: SessionPeers | undefined;

  constructor(peers?: SessionPeers) {
    this.#peers = peers;
  }

  begin(key: Grant, request: IncomingMessage, trustsProxy: boolean): BegunSession {
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const grant = this.#hold(secret, key, Math.min(key.endsAt, Date.now() + SESSION_MS));
    const memo: SessionMemo = { key: key.key.id, endsAt: grant.endsAt };
    this.#peers?.memos.add(`${MEMOS}${secret}`, JSON.stringify(memo));
    return { grant, cookie: sessionCookie(secret, grant.endsAt, request, trustsProxy) };
  }

  /** What the session of a request grants; undefined without one. */
  grantOf(request: IncomingMessage): Grant | undefined {
    const secret = cookieOf(request);
    if (secret === undefined) return undefined;
    const grant = this.#peers === undefined ? this.#grants.get(secret) : this.#sharedGrantOf(secret, this.#peers);
    return grant?.isStillAllowed() === true ? grant : undefined;
  }

  /** Ends the session of a request, if it has one. Returns the `Set-Cookie` that has the browser forget it. */
  end(request: IncomingMessage, trustsProxy: boolean): string {
    const grant = this.grantOf(request);
    grant?.end();
    if (grant !== undefined) this.#peers?.ended();
    return expiredCookie(request, trustsProxy);
  }

  /** Ends those that another event loop has ended. */
  lookAgain(): void {
    for (const secret of [...this.#grants.keys()])
      if (this.#peers !== undefined) this.#sharedGrantOf(secret, this.#peers);
  }

  #sharedGrantOf(secret: string, { memos, grantOfKey }: SessionPeers): Grant | undefined {
    const memo = memos.get(`${MEMOS}${secret}`);
    const held = this.#grants.get(secret);
    if (memo === undefined) held?.end();
    if (memo === undefined || held !== undefined) return held;
    const { key, endsAt } = JSON.parse(memo) as SessionMemo;
    const grant = grantOfKey(key);
    return grant && this.#hold(secret, grant, endsAt);
  }

  #hold(secret: string, key: Grant, endsAt: number): Grant {
    const ofKey = [...this.#grants.values()].filter((grant) => grant.key.id === key.key.id);
    if (ofKey.length >= SESSIONS_OF_KEY_MAX) ofKey[0]?.end();
    if (this.#grants.size >= SESSIONS_MAX) this.#grants.values().next().value?.end();
    const grant = new Grant(key.key, endsAt);
    this.#grants.set(secret, grant);
    const forget = key.whenEnded(() => grant.end());
    grant.whenEnded(() => {
      this.#grants.delete(secret);
      this.#peers?.memos.remove(`${MEMOS}${secret}`);
      forget();
    });
    return grant;
  }
}
