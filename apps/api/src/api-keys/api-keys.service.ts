import { Store } from '@bimetal/bindings';
import { type ApiKey, type ApiKeyList, paths } from '@bimetal/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { type Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { clientAddressOf, UNIX_CLIENT } from '../http/client-address.js';
import { isLoopbackAddress } from '../http/loopback-address.js';
import { Audit } from '../logging/audit.js';
import { RequestError } from '../problem/request-error.js';
import { parseNewApiKey } from './new-api-key.js';

/** A request for one API key. */
export type ApiKeyRequest = FastifyRequest<{ Params: { id: string } }>;

const NO_BODY = new Uint8Array(0);

/** The API keys over HTTP. */
@Injectable()
export class ApiKeysService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Access) private readonly access: Access,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(CONFIG) private readonly config: Pick<Config, 'trustProxy'>,
  ) {}

  list(): ApiKeyList {
    return { keys: this.access.keys.list() };
  }

  async create(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { keys } = this.access;
    // Nobody has said yet who may: with the first key one would lock out the others.
    if (keys.isEmpty && !this.isLocal(request)) {
      throw new RequestError('ADDRESS_NOT_ALLOWED', 'the first API key is made on the machine of the server');
    }
    const asked = parseNewApiKey((request.body as Uint8Array | undefined) ?? NO_BODY, this.store);
    const made = await keys.create(asked);
    const { id, name, scopes, prefixes, expires } = made;
    this.audit.tell('API key made', request, { key: id, name, scopes, prefixes, expires });
    reply.code(201).header('location', paths.apiKey(id)).header('cache-control', 'no-store').send(made);
  }

  async revoke(request: ApiKeyRequest): Promise<ApiKey> {
    const revoked = await this.access.keys.revoke(request.params.id, false);
    this.audit.tell('API key revoked', request, { key: revoked.id, name: revoked.name });
    return revoked;
  }

  private isLocal({ raw }: FastifyRequest): boolean {
    const address = clientAddressOf(raw, this.config.trustProxy);
    return address === UNIX_CLIENT || isLoopbackAddress(address);
  }
}
