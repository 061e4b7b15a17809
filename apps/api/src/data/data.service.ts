import {
  type Batch,
  type ConditionOptions,
  type Document,
  type RangeOptions,
  Store,
  type WriteOutcome,
} from '@bimetal/bindings';
import { paths } from '@bimetal/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { parseConditions } from '../http/conditions.js';
import { entityTag, hasTagOf } from '../http/entity-tag.js';
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
import { rangeOf } from './list-request.js';
import { isLarge, LargeAnswers } from './large-answers.js';
import { removeRange } from './range-removal.js';
import { sendChunks } from './send-chunks.js';
import { sendOutcome } from './write-answer.js';
import { writeOnce } from './write-once.js';
import { conflict, writeWhen } from './write-when.js';

const NO_BODY = new Uint8Array(0);

/** Documents between HTTP and the store. Texts and bytes pass through: JSON is read and written in Rust only. */
@Injectable()
export class DataService {
  private readonly answers: LargeAnswers;
  private readonly creation: Creation;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(OnceService) private readonly once: OnceService,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(CONFIG) { transferBytesMax, stallSeconds }: Config,
  ) {
    this.answers = new LargeAnswers(transferBytesMax, stallSeconds * 1000);
    this.creation = new Creation(store, once);
  }

  async list(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const range = rangeOf(request);
    reply.header('cache-control', 'no-store');
    if (this.isListUnchanged(request, range)) {
      reply.code(304).send();
      return;
    }
    reply.header('content-type', JSON_TYPE);
    if (request.method === 'HEAD') {
      // To count costs little, and refuses what GET refuses. The length is not known before all was read: none is told.
      this.store.count(range);
      reply.hijack();
      reply.raw.writeHead(200, reply.getHeaders() as Record<string, string>).end();
      return;
    }
    using snapshot = this.store.snapshot();
    const room = (bytes: number): Promise<Disposable> => this.answers.memory.take(bytes);
    await sendChunks(snapshot.chunks({ ...range, room }), reply);
  }

  /** Whether a client says that it has what there is, whatever it is. A list has no entity tag, so that no other condition is met. */
  private isListUnchanged({ headers }: FastifyRequest, range: RangeOptions): boolean {
    const when = parseConditions(headers);
    if (when === undefined) return false;
    // What is refused without conditions is refused with them (RFC 9110, 13.2.1).
    this.store.count(range);
    if (when.match !== undefined && when.match !== '*') {
      throw new RequestError('PRECONDITION_FAILED', 'a list has no entity tag: ask for it without If-Match');
    }
    return when.none === '*';
  }

  /** The text and nothing else, unless the request asks for more: the revision would cost a plain GET 5 % or more. */
  get(request: DocumentRequest, reply: FastifyReply): void | Promise<void> {
    const key = keyOf(request);
    const { 'if-match': match, 'if-none-match': none } = request.headers;
    if (match !== undefined || none !== undefined || request.method === 'HEAD')
      return this.getTagged(key, request, reply);
    const json = this.textOf(key);
    nameDocument(key, reply);
    reply.header('content-type', JSON_TYPE).header('cache-control', 'no-store');
    if (isLarge(json)) return this.answers.send(json, () => this.textOf(key), reply);
    reply.send(json);
  }

  private getTagged(key: string, { headers, method }: DocumentRequest, reply: FastifyReply): void | Promise<void> {
    const { revision, value } = this.documentOf(key);
    const { match, none } = parseConditions(headers) ?? {};
    if (match !== undefined && !hasTagOf(match, revision, 'strong')) throw conflict(key, revision, match);
    nameDocument(key, reply);
    reply.header('cache-control', 'no-store').header('etag', entityTag(revision));
    if (none !== undefined && hasTagOf(none, revision, 'weak')) {
      reply.code(304).send();
      return;
    }
    reply.header('content-type', JSON_TYPE);
    if (method === 'GET' && isLarge(value)) {
      const readAgain = (): string => {
        const document = this.documentOf(key);
        reply.header('etag', entityTag(document.revision));
        return document.value;
      };
      return this.answers.send(value, readAgain, reply);
    }
    reply.send(value);
  }

  private textOf(key: string): string {
    const json = this.store.get(key);
    if (json === undefined) throw missing(key);
    return json;
  }

  private documentOf(key: string): Document {
    const document = this.store.getDocument(key);
    if (document === undefined) throw missing(key);
    return document;
  }

  async put(request: DocumentRequest, reply: FastifyReply): Promise<void> {
    const { params, body = NO_BODY, when } = request;
    const key = params['*'];
    try {
      if (when?.onceKey !== undefined) return await this.putOnce(when, key, request, reply);
      const outcome = when ? await this.putWhen(when, key, body) : await this.store.putOutcome(key, body);
      sendOutcome(outcome, 'created', reply);
    } finally {
      forgetBody(body);
    }
  }

  async remove(request: DocumentRequest, reply: FastifyReply): Promise<void> {
    const { params, when } = request;
    const key = params['*'];
    if (when?.expiry !== undefined) throw new RequestError('REQUEST_INVALID', 'a removal does not expire');
    if (when?.onceKey !== undefined) return this.removeOnce(when, key, request, reply);
    const outcome = when ? await this.removeWhen(when, key) : await this.store.removeOutcome(key);
    sendOutcome(outcome, 'removed', reply);
  }

  create(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return this.creation.create(request, (request.body as Uint8Array | undefined) ?? NO_BODY, reply);
  }

  removeRange(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return removeRange(request, this.store, this.once, this.audit, reply);
  }

  private putWhen(when: WriteTerms, key: string, body: Uint8Array): Promise<WriteOutcome> {
    const put = (condition: ConditionOptions): Promise<WriteOutcome> =>
      this.store.putOutcome(key, body, { ...when.expiry, ...condition });
    return writeWhen(when, this.store, key, put);
  }

  private removeWhen(when: WriteTerms, key: string): Promise<WriteOutcome> {
    return writeWhen(when, this.store, key, (condition) => this.store.removeOutcome(key, condition));
  }

  private async putOnce(when: WriteTerms, key: string, request: DocumentRequest, reply: FastifyReply): Promise<void> {
    const { raw, body = NO_BODY } = request;
    using turn = this.once.begin(when.onceKey ?? '', raw, body);
    const put = (batch: Batch, condition: ConditionOptions): unknown =>
      batch.put(key, body, { ...when.expiry, ...condition });
    await writeOnce(turn, this.store, { key, when, deed: 'created' }, put, reply);
  }

  private async removeOnce(
    when: WriteTerms,
    key: string,
    { raw }: DocumentRequest,
    reply: FastifyReply,
  ): Promise<void> {
    using turn = this.once.begin(when.onceKey ?? '', raw, NO_BODY);
    const remove = (batch: Batch, condition: ConditionOptions): unknown => batch.remove(key, condition);
    await writeOnce(turn, this.store, { key, when, deed: 'removed' }, remove, reply);
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
