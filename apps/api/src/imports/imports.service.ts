import { type Import, type ImportOptions, Store } from '@bimetal/bindings';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { refuseEnded, refuseKey } from '../access/refusals.js';
import { type Grant } from '../api-keys/grant.js';
import { type Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { isLinesType } from '../http/content.js';
import { JSON_TYPE } from '../http/json-type.js';
import { Parameters } from '../http/parameters.js';
import { piecesOf } from '../http/pieces.js';
import { refuseTerms } from '../http/write-terms.js';
import { RequestError } from '../problem/request-error.js';
import { brokenOff } from './broken-off.js';

/** LIMIT: how many imports go on at once. Each holds a batch and the entry that it reads. */
const IMPORTS_MAX = 4;

/** Takes in documents as they arrive. They are read in Rust, and never held whole. */
@Injectable()
export class ImportsService {
  readonly #stallMs: number;
  #running = 0;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) { stallSeconds }: Config,
  ) {
    this.#stallMs = stallSeconds * 1000;
  }

  async take(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const parameters = new Parameters(request.raw.url).only(request.method, ['mode']);
    const mode = parameters.word('mode', ['replace', 'create']) ?? 'replace';
    refuseTerms(request.when, 'an import', 'all');
    if (request.when !== undefined) {
      throw new RequestError(
        'REQUEST_INVALID',
        'an import takes no Idempotency-Key: with mode=replace it can be repeated',
      );
    }
    if (this.#running >= IMPORTS_MAX) {
      throw new RequestError('SERVER_BUSY', `${IMPORTS_MAX} imports are going on: try again when one is done`);
    }
    this.#running += 1;
    try {
      const form = isLinesType(request.bodyType) ? 'lines' : 'array';
      const taken = this.store.import({ form, createOnly: mode === 'create', check: checkFor(request.grant) });
      const { documents, revision } = await this.#read(taken, reply);
      const at = revision === undefined ? '' : `,"revision":"${revision}"`;
      reply.header('content-type', JSON_TYPE).send(`{"documents":${documents}${at}}`);
    } finally {
      this.#running -= 1;
    }
  }

  /** The next piece is asked for when the documents of the one before are on disk, as far as they fill a batch. */
  async #read(documents: Import, { request, raw }: FastifyReply): Promise<Import['done']> {
    try {
      for await (const piece of piecesOf(request.raw, raw, this.#stallMs)) await documents.take(piece);
      return await documents.end();
    } catch (error) {
      throw brokenOff(error, documents.done);
    }
  }
}

/** Breaks an import off before documents are written that the API key is not for, or when it has ended meanwhile. */
function checkFor(grant: Grant | undefined): ImportOptions['check'] {
  if (grant === undefined) return undefined;
  return (keys) => {
    refuseEnded(grant);
    if (!grant.reachesAll) for (const key of keys) refuseKey(grant, key);
  };
}
