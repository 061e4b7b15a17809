import { type Store, type TaggedText } from '@bimetal/bindings';
import { paths } from '@bimetal/contract';
import { type FastifyReply } from 'fastify';
import { codedTag } from '../compression/coded-tag.js';
import { type Coding } from '../compression/coding.js';
import { type Compression } from '../compression/compression.js';
import { heldTag } from '../compression/held-tag.js';
import { parseConditions } from '../http/conditions.js';
import { type EntityTags, hasTagOf } from '../http/entity-tag.js';
import { EXPIRES } from '../http/expiry.js';
import { JSON_TYPE } from '../http/json-type.js';
import { pathOf } from '../http/path.js';
import { sendHead } from '../http/send-head.js';
import { quoted } from '../problem/quoted.js';
import { RequestError } from '../problem/request-error.js';
import { type DocumentRequest, keyOf } from './document-request.js';
import { isLarge, type LargeAnswers } from './large-answers.js';
import { READ_CACHING } from './read-caching.js';
import { conflict } from './write-when.js';

/** What reads are made over. */
export interface ReadSurroundings {
  readonly store: Store;
  readonly answers: LargeAnswers;
  readonly compression: Compression;
}

/** Reads on the long way: with conditions, by another spelling of a key, of texts that are large or are to be compressed. */
export class DocumentReads {
  readonly #store: Store;
  readonly #answers: LargeAnswers;
  readonly #compression: Compression;

  constructor({ store, answers, compression }: ReadSurroundings) {
    this.#store = store;
    this.#answers = answers;
    this.#compression = compression;
  }

  send(request: DocumentRequest, reply: FastifyReply): void | Promise<void> {
    const key = keyOf(request);
    const { headers } = request;
    const text = this.#textOf(key);
    const { match, none } = parseConditions(headers) ?? {};
    if (match !== undefined) refuseOther(match, key, text);
    nameDocument(key, reply);
    reply.header('cache-control', READ_CACHING);
    if (text.expires !== undefined) reply.header(EXPIRES, text.expires);
    const coding = this.#compression.codingFor(Buffer.byteLength(text.value), reply);
    const held = heldTag(none, text.tag, coding, headers);
    if (held !== undefined) {
      reply.code(304).header('etag', held).send();
      return;
    }
    reply.header('etag', codedTag(text.tag, coding)).header('content-type', JSON_TYPE);
    return this.#sendText(key, text.value, coding, reply);
  }

  #sendText(key: string, value: string, coding: Coding | undefined, reply: FastifyReply): void | Promise<void> {
    const isHead = reply.request.method === 'HEAD';
    if (isHead && coding !== undefined) {
      reply.header('content-encoding', coding);
      sendHead(reply);
    } else if (!isHead && isLarge(value)) {
      const readAgain = (): string => {
        const text = this.#textOf(key);
        reply.header('etag', codedTag(text.tag, coding));
        if (text.expires === undefined) reply.removeHeader(EXPIRES);
        else reply.header(EXPIRES, text.expires);
        return text.value;
      };
      return this.#answers.send(value, readAgain, reply, coding);
    } else if (coding !== undefined) {
      return this.#compression.send(value, coding, reply);
    } else {
      reply.send(value);
    }
  }

  #textOf(key: string): TaggedText {
    const text = this.#store.getTagged(key);
    if (text === undefined) throw new RequestError('DOCUMENT_NOT_FOUND', `there is no document ${quoted(key)}`);
    return text;
  }
}

function refuseOther(match: EntityTags, key: string, { tag }: TaggedText): void {
  const revision = BigInt(tag.slice(1, -1));
  if (!hasTagOf(match, revision, 'strong')) throw conflict(key, revision, match);
}

/** Tells the document's own URL to who asked for another spelling of it (RFC 9110, 8.7). */
function nameDocument(key: string, reply: FastifyReply): void {
  const path = paths.document(key);
  if (pathOf(reply.request.raw.url) !== path) reply.header('content-location', path);
}
