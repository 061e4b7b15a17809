import { type ImportOptions, Store } from '@bimetal/bindings';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { refuseEnded, refuseKey } from '../access/refusals.js';
import { type Grant } from '../api-keys/grant.js';
import { type Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { isLinesType } from '../http/content.js';
import { entityTag } from '../http/entity-tag.js';
import { JSON_TYPE } from '../http/json-type.js';
import { Parameters } from '../http/parameters.js';
import { piecesOf } from '../http/pieces.js';
import { refuseTerms } from '../http/write-terms.js';
import { type OnceText } from '../once/once-text.js';
import { OnceService } from '../once/once.service.js';
import { RequestError } from '../problem/request-error.js';
import { brokenOff } from './broken-off.js';

/** LIMIT: how many imports go on at once, shared out among the event loops. Each holds a batch and the entry that it reads. */
const IMPORTS_MAX = 4;

type Pieces = AsyncIterable<Uint8Array>;

/** Takes in documents as they arrive. They are read in Rust, and never held whole. */
@Injectable()
export class ImportsService {
  readonly #stallMs: number;
  readonly #max: number;
  #running = 0;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(OnceService) private readonly once: OnceService,
    @Inject(CONFIG) { stallSeconds, workers }: Config,
  ) {
    this.#stallMs = stallSeconds * 1000;
    this.#max = Math.ceil(IMPORTS_MAX / workers);
  }

  async take(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const options = optionsOf(request);
    refuseTerms(request.when, 'an import', 'all');
    if (this.#running >= this.#max) {
      throw new RequestError('SERVER_BUSY', `${this.#running} imports are going on: try again when one is done`);
    }
    this.#running += 1;
    try {
      const onceKey = request.when?.onceKey;
      using text = onceKey === undefined ? undefined : this.once.beginText(onceKey, request.raw);
      const pieces = piecesOf(request.raw, reply.raw, this.#stallMs);
      if (text === undefined) await this.#read(pieces, options, reply);
      else if (text.isAnswered) await compare(pieces, text, reply);
      else await this.#readOnce(pieces, options, text, reply);
    } finally {
      this.#running -= 1;
    }
  }

  /** The next piece is asked for when the documents of the one before are on disk, as far as they fill a batch. */
  async #read(pieces: Pieces, options: ImportOptions, reply: FastifyReply): Promise<void> {
    const documents = this.store.import(options);
    try {
      for await (const piece of pieces) await documents.take(piece);
      await documents.end();
    } catch (error) {
      throw brokenOff(error, documents.done);
    }
    const { documents: count, revision } = documents.done;
    if (revision !== undefined) reply.header('etag', entityTag(revision));
    const at = revision === undefined ? '' : `,"revision":"${revision}"`;
    reply.header('content-type', JSON_TYPE).send(`{"documents":${count}${at}}`);
  }

  /** Goes on behind what is committed of the same text, and keeps with each batch how far it has come. */
  async #readOnce(pieces: Pieces, options: ImportOptions, text: OnceText, reply: FastifyReply): Promise<void> {
    const noteAt: ImportOptions['noteAt'] = (place) => text.noteAt(place);
    const documents = this.store.import({ ...options, after: text.begun, noteAt });
    try {
      for await (const piece of pieces) for (const part of text.partsOf(piece)) await documents.take(part);
      text.end();
      await documents.end();
    } catch (error) {
      throw brokenOff(error, documents.done);
    }
    text.send(documents.done.revision, reply);
  }
}

function optionsOf(request: FastifyRequest): ImportOptions {
  const parameters = new Parameters(request.raw.url).only(request.method, ['mode']);
  const mode = parameters.word('mode', ['replace', 'create']) ?? 'replace';
  const form = isLinesType(request.bodyType) ? 'lines' : 'array';
  return { form, createOnly: mode === 'create', check: checkFor(request.grant) };
}

/** Answers again, when the text has come again. */
async function compare(pieces: Pieces, text: OnceText, reply: FastifyReply): Promise<void> {
  for await (const piece of pieces) for (const _part of text.partsOf(piece));
  text.end();
  text.sendAgain(reply);
}

/** Breaks an import off before documents are written that the API key is not for, or when it has ended meanwhile. */
function checkFor(grant: Grant | undefined): ImportOptions['check'] {
  if (grant === undefined) return undefined;
  return (keys) => {
    refuseEnded(grant);
    if (!grant.reachesAll) for (const key of keys) refuseKey(grant, key);
  };
}
