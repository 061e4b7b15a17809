import { BimetalError, revisionOf, type Store } from '@bimetal/bindings';
import { paths } from '@bimetal/contract';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Parameters } from '../http/parameters.js';
import { forgetBody } from '../http/request-body.js';
import { JSON_TYPE } from '../http/json-type.js';
import { refuseTerms, type WriteTerms } from '../http/write-terms.js';
import { type KeptAnswer } from '../once/kept-answer.js';
import { type OnceService } from '../once/once.service.js';
import { type OnceTurn } from '../once/once-turn.js';
import { RequestError } from '../problem/request-error.js';
import { type NumberSource } from './numbers.js';

/** New documents under numbers of our own: `POST /api/data?prefix=orders`. */
export class Creation {
  readonly #store: Store;
  readonly #once: OnceService;
  readonly #numbers: NumberSource;

  constructor(store: Store, once: OnceService, numbers: NumberSource) {
    this.#store = store;
    this.#once = once;
    this.#numbers = numbers;
  }

  async create(request: FastifyRequest, body: Uint8Array, reply: FastifyReply): Promise<void> {
    const prefix = new Parameters(request.raw.url).only(request.method, ['prefix']).text('prefix');
    if (prefix === undefined || prefix === '') {
      const message = 'a document without a key gets one from its prefix: POST /api/data?prefix=orders';
      throw new RequestError('PARAMETER_INVALID', message);
    }
    refuseTerms(request.when, 'a document whose key is not known yet', 'conditions');
    try {
      const { when } = request;
      if (when?.onceKey === undefined) return await this.#createWith(prefix, body, when, undefined, reply);
      using turn = this.#once.begin(when.onceKey, request.raw, body);
      if (!turn.sendAgain(reply)) await this.#createWith(prefix, body, when, turn, reply);
    } finally {
      forgetBody(body);
    }
  }

  async #createWith(
    prefix: string,
    body: Uint8Array,
    when: WriteTerms | undefined,
    turn: OnceTurn | undefined,
    reply: FastifyReply,
  ): Promise<void> {
    // LIMIT: it goes on as long as somebody else puts documents under just the numbers that come next.
    for (;;) {
      const key = await this.#numbers.next(prefix);
      const answer = answerOf(key);
      const options = { ...when?.expiry, ifAbsent: true };
      try {
        if (turn === undefined) {
          sendNew(answer, revisionOf(await this.#store.putOutcome(key, body, options)), reply);
        } else {
          using batch = this.#store.batch();
          batch.put(key, body, options);
          turn.keepIn(batch, answer);
          turn.send(answer, await batch.commit(), reply);
        }
        return;
      } catch (error) {
        if (!BimetalError.is(error, 'REVISION_CONFLICT')) throw error;
        await this.#numbers.skip(prefix);
      }
    }
  }
}

function answerOf(key: string): KeptAnswer & { readonly location: string } {
  return {
    status: 201,
    before: `{"key":${JSON.stringify(key)},"revision":"`,
    after: '"}',
    location: paths.document(key),
  };
}

function sendNew(answer: ReturnType<typeof answerOf>, revision: bigint, reply: FastifyReply): void {
  reply
    .code(answer.status)
    .header('content-type', JSON_TYPE)
    .header('etag', `"${revision}"`)
    .header('location', answer.location)
    .send(`${answer.before}${revision}${answer.after}`);
}
