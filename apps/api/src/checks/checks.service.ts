import { BimetalError, type CheckReport, type OperationOptions, Store } from '@bimetal/bindings';
import { type CheckLine } from '@bimetal/contract';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { DRAINING, type Draining } from '../http/draining.js';
import { Audit } from '../logging/audit.js';
import { refuseOtherMachines } from '../operations/from-own-machine.js';
import { sendOperation } from '../operations/send-operation.js';
import { RequestError } from '../problem/request-error.js';

/** Says that the store is being checked. */
const MEMO = 'check';

/**
 * Checks of the running store. The store reads itself on a thread of its own, beside all other work, and at most one check runs: two
 * would only take the disk from each other.
 */
@Injectable()
export class ChecksService implements OnModuleDestroy {
  readonly #stopping = new AbortController();
  #running: Promise<unknown> | undefined;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(DRAINING) private readonly draining: Draining,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  async check(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    refuseOtherMachines(request, 'a check');
    if (this.draining.value) throw stopping();
    const begin = async (gone: AbortSignal, options: OperationOptions): Promise<CheckReport> => {
      const report = await this.#check(AbortSignal.any([gone, this.#stopping.signal]), options);
      const { problems, ...read } = report;
      this.audit.tell('store checked', request, { ...read, problems: problems.length });
      return report;
    };
    await sendOperation(reply, begin, linesOf);
  }

  /** Ends a check: it can be asked for again. */
  stop(): void {
    this.#stopping.abort();
  }

  /** Waits for its end, while the store is still open. */
  async onModuleDestroy(): Promise<void> {
    this.stop();
    await this.#running?.catch(() => undefined);
  }

  async #check(signal: AbortSignal, options: OperationOptions): Promise<CheckReport> {
    // The memo tells the other event loops.
    if (this.store.memos.add(MEMO, '') !== undefined) {
      throw new RequestError('CHECK_RUNNING', 'the store is being checked already: ask again when that is done');
    }
    const running = this.store.check({ ...options, signal });
    this.#running = running;
    try {
      return await running;
    } catch (error) {
      if (this.#stopping.signal.aborted && BimetalError.is(error, 'CANCELLED')) throw stopping();
      throw error;
    } finally {
      this.#running = undefined;
      if (!this.store.closed) this.store.memos.remove(MEMO);
    }
  }
}

function stopping(): RequestError {
  return new RequestError('SERVER_STOPPING', 'the server is shutting down: check again when it is back');
}

function linesOf({ problems, ...read }: CheckReport): readonly CheckLine[] {
  return [...problems.map((problem) => ({ problem })), { checked: { ...read, problems: problems.length } }];
}
