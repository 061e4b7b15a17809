import { type Session } from '@bimetal/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Grant } from '../api-keys/grant.js';
import { type Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { Audit } from '../logging/audit.js';
import { RequestError } from '../problem/request-error.js';
import { Access } from './access.js';

/** The session of a browser, which is begun with an API key and goes on without it. */
@Injectable()
export class SessionService {
  constructor(
    @Inject(Access) private readonly access: Access,
    @Inject(CONFIG) private readonly config: Pick<Config, 'trustProxy'>,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  show({ grant, raw }: FastifyRequest): Session {
    return { key: grant?.key ?? null, ...(raw.headers.authorization === undefined ? endOf(grant) : {}) };
  }

  /** The key comes in a header, which no form and no page of another site can send without being asked (Fetch, 4.8). */
  begin({ raw, grant, id }: FastifyRequest, reply: FastifyReply): void {
    if (this.access.keys.isEmpty) {
      throw new RequestError('API_KEY_UNKNOWN', 'the server has no API keys, and needs neither them nor sessions');
    }
    if (grant === undefined || raw.headers.authorization === undefined) {
      const message = 'a session is begun with an API key: send it as Authorization: Bearer bmt_…';
      throw new RequestError('API_KEY_REQUIRED', message, { 'www-authenticate': 'Bearer realm="bimetal"' });
    }
    const begun = this.access.sessions.begin(grant, raw, this.config.trustProxy);
    this.audit.tell('session begun', { raw, grant, id });
    const session: Session = { key: grant.key, ...endOf(begun.grant) };
    reply.code(201).header('set-cookie', begun.cookie).header('cache-control', 'no-store').send(session);
  }

  /** Whether there was one or not, there is none afterwards. */
  end({ raw, id }: FastifyRequest, reply: FastifyReply): void {
    const grant = this.access.sessions.grantOf(raw);
    const cookie = this.access.sessions.end(raw, this.config.trustProxy);
    if (grant !== undefined) this.audit.tell('session ended', { raw, grant, id });
    reply.code(204).header('set-cookie', cookie).header('cache-control', 'no-store').send();
  }
}

function endOf(grant: Grant | undefined): Pick<Session, 'expires'> {
  return grant === undefined || grant.endsAt === Infinity ? {} : { expires: new Date(grant.endsAt).toISOString() };
}
