import { addonInfo, Store } from '@bimetal/bindings';
import { type Ready } from '@bimetal/contract';
import { Inject, Injectable } from '@nestjs/common';
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
  ) {
    this.#buildId = program.buildId();
  }

  ready(): Ready {
    if (this.draining.value) throw new RequestError('SERVER_STOPPING', 'the server is shutting down');
    const poison = this.store.poison();
    if (poison !== undefined) throw poison;
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
