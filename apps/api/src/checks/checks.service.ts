import { type CheckReport, type OperationOptions, Store } from '@bimetal/bindings';
import { type CheckLine } from '@bimetal/contract';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { DRAINING, type Draining } from '../http/draining.js';
import { Audit } from '../logging/audit.js';
import { refuseOtherMachines } from '../operations/from-own-machine.js';
import { LoneWork } from '../operations/lone-work.js';
import { sendOperation } from '../operations/send-operation.js';
import { RequestError } from '../problem/request-error.js';

/**
 * Checks of the running store. The store reads itself on a thread of its own, beside all other work, and at most one check runs: two
 * would only take the disk from each other.
 */
@Injectable()
export class ChecksService implements OnModuleDestroy {
  readonly #work: LoneWork;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(DRAINING) private readonly draining: Draining,
    @Inject(Audit) private readonly audit: Audit,
  ) {
    const running = 'the store is being checked already: ask again when that is done';
    this.#work = new LoneWork(store, {
      name: 'check',
      running: () => new RequestError('CHECK_RUNNING', running),
      stopping,
    });
  }

  async check(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    refuseOtherMachines(request, 'a check');
    if (this.draining.value) throw stopping();
    const begin = async (gone: AbortSignal, options: OperationOptions): Promise<CheckReport> => {
      const report = await this.#work.run({ ...options, signal: gone }, (told) => this.store.check(told));
      const { problems, ...read } = report;
      this.audit.tell('store checked', request, { ...read, problems: problems.length });
      return report;
    };
    await sendOperation(reply, begin, linesOf);
  }

  /** Ends a check: it can be asked for again. */
  stop(): void {
    this.#work.stop();
  }

  /** Waits for its end, while the store is still open. */
  onModuleDestroy(): Promise<void> {
    return this.#work.end();
  }
}

function stopping(): RequestError {
  return new RequestError('SERVER_STOPPING', 'the server is shutting down: check again when it is back');
}

function linesOf({ problems, ...read }: CheckReport): readonly CheckLine[] {
  return [...problems.map((problem) => ({ problem })), { checked: { ...read, problems: problems.length } }];
}
