import { type IncomingMessage } from 'node:http';
import { Store, type WriteOutcome } from '@bimetal/bindings';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Compression } from '../compression/compression.js';
import { forgetBody } from '../http/request-body.js';
import { type WriteTerms } from '../http/write-terms.js';
import { Audit } from '../logging/audit.js';
import { OnceService } from '../once/once.service.js';
import { RequestError } from '../problem/request-error.js';
import { Creation } from './creation.js';
import { DocumentReads } from './document-reads.js';
import { type DocumentRequest } from './document-request.js';
import { LargeAnswers } from './large-answers.js';
import { NUMBERS, type NumberSource } from './numbers.js';
import { removeRange } from './range-removal.js';
import { sendOutcome } from './write-answer.js';
import { type OneWrite, writeOnTerms } from './write-on-terms.js';

const NO_BODY = new Uint8Array(0);

/** Documents between HTTP and the store. Texts and bytes pass through: JSON is read and written in Rust only. */
@Injectable()
export class DataService {
  private readonly creation: Creation;
  private readonly reads: DocumentReads;

  constructor(
    @Inject(Store) readonly store: Store,
    @Inject(LargeAnswers) answers: LargeAnswers,
    @Inject(Compression) compression: Compression,
    @Inject(OnceService) readonly once: OnceService,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(NUMBERS) numbers: NumberSource,
  ) {
    this.creation = new Creation(store, once, numbers);
    this.reads = new DocumentReads({ store, answers, compression });
  }

  get(request: DocumentRequest, reply: FastifyReply): void | Promise<void> {
    return this.reads.send(request, reply);
  }

  async put({ params: { '*': key }, body = NO_BODY, when, raw }: DocumentRequest, reply: FastifyReply): Promise<void> {
    try {
      const outcome = when ? await this.putWhen(when, key, body, raw, reply) : await this.store.putOutcome(key, body);
      if (outcome !== undefined) sendOutcome(outcome, 'created', reply);
    } finally {
      forgetBody(body);
    }
  }

  async remove({ params: { '*': key }, when, raw }: DocumentRequest, reply: FastifyReply): Promise<void> {
    const outcome = when ? await this.removeWhen(when, key, raw, reply) : await this.store.removeOutcome(key);
    if (outcome !== undefined) sendOutcome(outcome, 'removed', reply);
  }

  create(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return this.creation.create(request, (request.body as Uint8Array | undefined) ?? NO_BODY, reply);
  }

  removeRange(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return removeRange(request, this.store, this.once, this.audit, reply);
  }

  /** Resolves to nothing where the request is answered already, and so does `removeWhen`. */
  private putWhen(
    when: WriteTerms,
    key: string,
    body: Uint8Array,
    raw: IncomingMessage,
    reply: FastifyReply,
  ): Promise<WriteOutcome | undefined> {
    const write: OneWrite<WriteOutcome> = {
      ...{ key, body, when, deed: 'created' },
      alone: (condition) => this.store.putOutcome(key, body, { ...when.expiry, ...condition }),
      within: (batch, condition) => batch.put(key, body, { ...when.expiry, ...condition }),
    };
    return writeOnTerms(write, this, raw, reply);
  }

  private async removeWhen(
    when: WriteTerms,
    key: string,
    raw: IncomingMessage,
    reply: FastifyReply,
  ): Promise<WriteOutcome | undefined> {
    if (when.expiry !== undefined) throw new RequestError('REQUEST_INVALID', 'a removal does not expire');
    const write: OneWrite<WriteOutcome> = {
      ...{ key, body: NO_BODY, when, deed: 'removed' },
      alone: (condition) => this.store.removeOutcome(key, condition),
      within: (batch, condition) => batch.remove(key, condition),
    };
    return writeOnTerms(write, this, raw, reply);
  }
}
