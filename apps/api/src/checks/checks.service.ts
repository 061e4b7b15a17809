import { type OperationOptions, Store } from '@bimetal/bindings';
import { type Check } from '@bimetal/contract';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { Audit } from '../logging/audit.js';
import { RequestError } from '../problem/request-error.js';
import { LoneWork } from '../upkeep/lone-work.js';
import { refuseOthers } from '../upkeep/refuse-others.js';

/** Checks of the running store, on a thread of their own while it is in use. One is made at a time: each reads all of the disk. */
@Injectable()
export class ChecksService implements OnModuleDestroy {
  readonly #work: LoneWork;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Audit) private readonly audit: Audit,
  ) {
    this.#work = new LoneWork(store, {
      name: 'check',
      running: () =>
        new RequestError('CHECK_RUNNING', 'the store is being checked already: ask again when that is done'),
      stopping: 'the server is shutting down: the check was not finished',
    });
  }

  /** Reads the whole store, and resolves with what was found. */
  async make(request: Pick<FastifyRequest, 'id' | 'raw' | 'grant'>, options: OperationOptions): Promise<Check> {
    refuseOthers(request, 'check');
    const { problems, ...figures } = await this.#work.run(options, (told) => this.store.check(told));
    this.audit.tell('store checked', request, { problems: problems.length });
    return { ...figures, problems: [...problems] };
  }

  onModuleDestroy(): Promise<void> {
    return this.#work.end();
  }
}
