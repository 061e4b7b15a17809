import { addonInfo, BimetalError, Store } from '@bimetal/bindings';
import { type Ready, type ReadySummary } from '@bimetal/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { Access } from '../access/access.js';
import { DRAINING, type Draining } from '../http/draining.js';
import { RequestError } from '../problem/request-error.js';
import { PROGRAM, type Program } from '../program.js';
import { degradedBy } from './degraded.js';

/** Whether the server can do its work, and which builds of what do it. */
@Injectable()
export class HealthService {
  readonly #buildId: string;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(DRAINING) private readonly draining: Draining,
    @Inject(PROGRAM) private readonly program: Program,
    @Inject(Access) private readonly access: Access,
  ) {
    this.#buildId = program.buildId();
  }

  /** Balancers ask for this without a key, and the status is all they need: builds, paths and numbers are for who may read the store. */
  ready(request: Pick<FastifyRequest, 'grant'>): Ready | ReadySummary {
    if (this.draining.value) throw new RequestError('SERVER_STOPPING', 'the server is shutting down');
    const isTold = this.access.keys.isEmpty || (request.grant?.allows('read') === true && request.grant.reachesAll);
    const poison = this.store.poison();
    if (poison !== undefined) throw isTold ? poison : new BimetalError(poison.code, 'the store refuses writes');
    return isTold ? this.#whole() : { status: this.store.backgroundFailure() === undefined ? 'ready' : 'degraded' };
  }

  #whole(): Ready {
    const { engine, formatVersion, lastRevision, documents } = this.store.info();
    const { version, profile, buildId, path } = addonInfo();
    const failure = this.store.backgroundFailure();
    return {
      ...(failure === undefined ? { status: 'ready' } : { status: 'degraded', degraded: degradedBy(failure) }),
      version: this.program.version,
      api: { buildId: this.#buildId, node: process.version },
      addon: { version, profile, buildId, path },
      store: { engine, formatVersion, lastRevision: String(lastRevision), documents },
    };
  }
}
