import { type Revision, Store, type TaggedText } from '@bimetal/bindings';
import { paths } from '@bimetal/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { type Conditions, parseConditions } from '../http/conditions.js';
import { hasTag } from '../http/entity-tag.js';
import { JSON_TYPE } from '../http/json-type.js';
import { pathOf } from '../http/path.js';
import { forgetBody } from '../http/request-body.js';
import { quoted } from '../problem/quoted.js';
import { RequestError } from '../problem/request-error.js';
import { READ_CACHING } from './read-caching.js';
import { type DocumentRequest, keyOf } from './document-request.js';
import { isLarge, LargeAnswers } from './large-answers.js';
import { conflict, writeWhen } from './write-when.js';

const NO_BODY = new Uint8Array(0);

/** Documents between HTTP and the store. Texts and bytes pass through: JSON is read and written in Rust only. */
@Injectable()
export class DataService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(LargeAnswers) private readonly answers: LargeAnswers,
  ) {}

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

  async put({ params: { '*': key }, body = NO_BODY, when }: DocumentRequest, reply: FastifyReply): Promise<void> {
    try {
      const revision = when ? await this.putWhen(when, key, body) : await this.store.put(key, body);
      sendRevision(revision, reply);
    } finally {
      forgetBody(body);
    }
  }

  async remove({ params: { '*': key }, when }: DocumentRequest, reply: FastifyReply): Promise<void> {
    const revision = when ? await this.removeWhen(when, key) : await this.store.remove(key);
    sendRevision(revision, reply);
  }

  private putWhen(when: Conditions, key: string, body: Uint8Array): Promise<Revision> {
    return writeWhen(when, this.store, key, (condition) => this.store.put(key, body, condition));
  }

  private removeWhen(when: Conditions, key: string): Promise<Revision> {
    return writeWhen(when, this.store, key, (condition) => this.store.remove(key, condition));
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

function sendRevision(revision: Revision, reply: FastifyReply): void {
  reply.header('content-type', JSON_TYPE).send(`{"revision":"${revision}"}`);
}
