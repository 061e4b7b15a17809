import { type IncomingMessage } from 'node:http';
import { type Batch, type ConditionOptions, Store, type TaggedText, type WriteOutcome } from '@bimetal/bindings';
import { paths } from '@bimetal/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { parseConditions } from '../http/conditions.js';
import { hasTag } from '../http/entity-tag.js';
import { JSON_TYPE } from '../http/json-type.js';
import { pathOf } from '../http/path.js';
import { forgetBody } from '../http/request-body.js';
import { type WriteTerms } from '../http/write-terms.js';
import { Audit } from '../logging/audit.js';
import { OnceService } from '../once/once.service.js';
import { quoted } from '../problem/quoted.js';
import { RequestError } from '../problem/request-error.js';
import { Creation } from './creation.js';
import { type DocumentRequest, keyOf } from './document-request.js';
import { isLarge, LargeAnswers } from './large-answers.js';
import { removeRange } from './range-removal.js';
import { READ_CACHING } from './read-caching.js';
import { sendOutcome } from './write-answer.js';
import { writeOnce } from './write-once.js';
import { conflict, writeWhen } from './write-when.js';

const NO_BODY = new Uint8Array(0);

/** Documents between HTTP and the store. Texts and bytes pass through: JSON is read and written in Rust only. */
@Injectable()
export class DataService {
  private readonly creation: Creation;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(LargeAnswers) private readonly answers: LargeAnswers,
    @Inject(OnceService) private readonly once: OnceService,
    @Inject(Audit) private readonly audit: Audit,
  ) {
    this.creation = new Creation(store, once);
  }

  get(request: DocumentRequest, reply: FastifyReply): void | Promise<void> {
    const key = keyOf(request);
    const { headers, method } = request;
    const { value, tag } = this.textOf(key);
    const { match, none } = parseConditions(headers) ?? {};
    if (match !== undefined && !hasTag(match, tag, 'strong')) throw conflict(key, BigInt(tag.slice(1, -1)), match);
    nameDocument(key, reply);
    reply.header('cache-control', READ_CACHING).header('etag', tag);
    if (none !== undefined && hasTag(none, tag, 'weak')) {
      reply.code(304).send();
      return;
    }
    reply.header('content-type', JSON_TYPE);
    if (method === 'GET' && isLarge(value)) {
      const readAgain = (): string => {
        const text = this.textOf(key);
        reply.header('etag', text.tag);
        return text.value;
      };
      return this.answers.send(value, readAgain, reply);
    }
    reply.send(value);
  }

  private textOf(key: string): TaggedText {
    const text = this.store.getTagged(key);
    if (text === undefined) throw missing(key);
    return text;
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

  /** Puts on the terms of a request. Resolves to nothing where the request is answered already. */
  private async putWhen(
    when: WriteTerms,
    key: string,
    body: Uint8Array,
    raw: IncomingMessage,
    reply: FastifyReply,
  ): Promise<WriteOutcome | undefined> {
    if (when.onceKey === undefined) {
      return writeWhen(when, this.store, key, (condition) =>
        this.store.putOutcome(key, body, { ...when.expiry, ...condition }),
      );
    }
    using turn = this.once.begin(when.onceKey, raw, body);
    const put = (batch: Batch, condition: ConditionOptions): unknown =>
      batch.put(key, body, { ...when.expiry, ...condition });
    await writeOnce(turn, this.store, { key, when, deed: 'created' }, put, reply);
    return undefined;
  }

  private async removeWhen(
    when: WriteTerms,
    key: string,
    raw: IncomingMessage,
    reply: FastifyReply,
  ): Promise<WriteOutcome | undefined> {
    if (when.expiry !== undefined) throw new RequestError('REQUEST_INVALID', 'a removal does not expire');
    if (when.onceKey === undefined) {
      return writeWhen(when, this.store, key, (condition) => this.store.removeOutcome(key, condition));
    }
    using turn = this.once.begin(when.onceKey, raw, NO_BODY);
    const remove = (batch: Batch, condition: ConditionOptions): unknown => batch.remove(key, condition);
    await writeOnce(turn, this.store, { key, when, deed: 'removed' }, remove, reply);
    return undefined;
  }
}

function missing(key: string): RequestError {
  return new RequestError('DOCUMENT_NOT_FOUND', `there is no document ${quoted(key)}`);
}

/** Tells the document's own URL to who asked for another spelling of it (RFC 9110, 8.7). */
function nameDocument(key: string, reply: FastifyReply): void {
  const path = paths.document(key);
  if (pathOf(reply.request.raw.url) !== path) reply.header('content-location', path);
}
