import { type Revision, Store } from '@bimetal/bindings';
import { paths } from '@bimetal/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { entityTag, hasTagOf, parseEntityTags } from '../http/entity-tag.js';
import { pathOf } from '../http/path.js';
import { type WriteConditions } from '../http/write-conditions.js';
import { quoted } from '../problem/quoted.js';
import { RequestError } from '../problem/request-error.js';
import { type DocumentRequest, keyOf } from './document-request.js';
import { rangeOf } from './list-request.js';
import { sendChunks } from './send-chunks.js';
import { writeWhen } from './write-when.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const NO_BODY = new Uint8Array(0);

/** Documents between HTTP and the store. Texts and bytes pass through: JSON is read and written in Rust only. */
@Injectable()
export class DataService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async list(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const range = rangeOf(request);
    reply.header('content-type', JSON_TYPE).header('cache-control', 'no-store');
    if (request.method === 'HEAD') {
      // The length of a list is not known before it was read. To count costs little, and refuses what GET refuses.
      this.store.count(range);
      reply.send();
      return;
    }
    using snapshot = this.store.snapshot();
    await sendChunks(snapshot.chunks(range), reply, this.config.stallSeconds * 1000);
  }

  /** The text and nothing else, unless the request asks for more: the revision would cost a plain GET 5 % or more. */
  get(request: DocumentRequest, reply: FastifyReply): void {
    const key = keyOf(request);
    const known = request.headers['if-none-match'];
    if (known !== undefined || request.method === 'HEAD') {
      this.getTagged(key, known, reply);
      return;
    }
    const json = this.store.get(key);
    if (json === undefined) throw missing(key);
    nameDocument(key, reply);
    reply.header('content-type', JSON_TYPE).header('cache-control', 'no-store').send(json);
  }

  private getTagged(key: string, known: string | undefined, reply: FastifyReply): void {
    const document = this.store.getDocument(key);
    if (document === undefined) throw missing(key);
    const { revision, value } = document;
    nameDocument(key, reply);
    reply.header('cache-control', 'no-store').header('etag', entityTag(revision));
    if (known !== undefined && hasTagOf(parseEntityTags('If-None-Match', known), revision, 'weak')) {
      reply.code(304).send();
      return;
    }
    reply.header('content-type', JSON_TYPE).send(value);
  }

  async put({ params: { '*': key }, body = NO_BODY, when }: DocumentRequest, reply: FastifyReply): Promise<void> {
    const revision = when ? await this.putWhen(when, key, body) : await this.store.put(key, body);
    sendRevision(revision, reply);
  }

  async remove({ params: { '*': key }, when }: DocumentRequest, reply: FastifyReply): Promise<void> {
    const revision = when ? await this.removeWhen(when, key) : await this.store.remove(key);
    sendRevision(revision, reply);
  }

  private putWhen(when: WriteConditions, key: string, body: Uint8Array): Promise<Revision> {
    return writeWhen(when, this.store, key, (condition) => this.store.put(key, body, condition));
  }

  private removeWhen(when: WriteConditions, key: string): Promise<Revision> {
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
