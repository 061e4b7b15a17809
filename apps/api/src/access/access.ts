import { type IncomingMessage } from 'node:http';
import { paths } from '@bimetal/contract';
import { type FastifyRequest } from 'fastify';
import { type ApiKeys } from '../api-keys/api-keys.js';
import { type Grant } from '../api-keys/grant.js';
import { identityOf } from '../http/identity.js';
import { isFromOwnPage } from '../http/origin.js';
import { RequestError } from '../problem/request-error.js';
import { FailedAttempts } from './failed-attempts.js';
import { refuseReach, refuseScope } from './refusals.js';
import { accessOf } from './route-access.js';
import { type SessionPeers, Sessions } from './sessions.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What its sender may do; undefined where everybody may do everything, and where nobody has asked who it is. */
    grant: Grant | undefined;
  }
}

/** Decides who may do what: by an API key, or by the session of a browser. Where the server has no keys, everybody may do everything. */
export class Access {
  readonly keys: ApiKeys;
  readonly sessions: Sessions;
  readonly #failed = new FailedAttempts();
  readonly #trustsProxy: boolean;

  constructor(keys: ApiKeys, { trustProxy }: { readonly trustProxy: boolean }, peers?: SessionPeers) {
    this.keys = keys;
    this.sessions = new Sessions(peers);
    this.#trustsProxy = trustProxy;
  }

  /** Throws why a request may not be made, and else lets it know what its sender is granted. */
  check(request: FastifyRequest): void {
    if (this.keys.isEmpty) return;
    const { need, reach } = accessOf(request);
    if (need === 'open') return;
    const grant = this.#grantOf(request.raw);
    if (grant === undefined) {
      if (need === 'optional') return;
      throw required();
    }
    refuseScope(grant, need);
    refuseReach(grant, reach, request);
    request.grant = grant;
  }

  /** Whom a request is counted for by its key; undefined when it has none that was found right before. */
  identityOf({ headers }: IncomingMessage): string | undefined {
    const { authorization } = headers;
    const grant = authorization === undefined || this.keys.isEmpty ? undefined : this.keys.known(authorization);
    return grant && `API key ${grant.key.id}`;
  }

  /** Whether a request may read or write a document, as far as that is known at once. All else is for {@link Access.check}. */
  mayAtOnce(scope: 'read' | 'write', { headers }: IncomingMessage, key: string): boolean {
    if (this.keys.isEmpty) return true;
    const { authorization } = headers;
    const grant = authorization === undefined ? undefined : this.keys.known(authorization);
    return grant !== undefined && grant.allows(scope) && grant.reaches(key);
  }

  #grantOf(request: IncomingMessage): Grant | undefined {
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.keys.known(authorization) ?? this.#lookAt(authorization, request);
    // A page of another origin on this site has the cookie sent as well.
    return isFromOwnPage(request) ? this.sessions.grantOf(request) : undefined;
  }

  /** Looks at a key that was not found right before. Who is found right stays known, so that this locks nobody out who is at work. */
  #lookAt(authorization: string, request: IncomingMessage): Grant {
    const network = identityOf(request, this.#trustsProxy);
    const waitMs = this.#failed.waitMs(network, performance.now());
    if (waitMs > 0) {
      const message = 'too many API keys from this network were wrong: wait before the next one';
      throw new RequestError('AUTHENTICATION_LIMITED', message, { 'retry-after': String(Math.ceil(waitMs / 1000)) });
    }
    try {
      return this.keys.grantOf(authorization);
    } catch (error) {
      this.#failed.add(network, performance.now());
      throw error;
    }
  }
}

function required(): RequestError {
  const message = `the server needs an API key: send it as Authorization: Bearer bmt_…, or begin a session at ${paths.session}`;
  return new RequestError('API_KEY_REQUIRED', message, { 'www-authenticate': 'Bearer realm="bimetal"' });
}
