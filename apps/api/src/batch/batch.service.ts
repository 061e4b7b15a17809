import { type BatchText, BimetalError, Store } from '@bimetal/bindings';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { refuseKey } from '../access/refusals.js';
import { JSON_TYPE } from '../http/json-type.js';
import { forgetBody } from '../http/request-body.js';
import { refuseTerms } from '../http/write-terms.js';
import { OnceService } from '../once/once.service.js';
import { type OnceTurn } from '../once/once-turn.js';

const NO_BODY = new Uint8Array(0);

/** Writes of many documents that commit as one. Their text is read in Rust. */
@Injectable()
export class BatchService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(OnceService) private readonly once: OnceService,
  ) {}

  async commit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const body = (request.body as Uint8Array | undefined) ?? NO_BODY;
    refuseTerms(request.when, 'a batch, whose operations have their own,', 'all');
    try {
      const onceKey = request.when?.onceKey;
      if (onceKey === undefined) {
        const answer = await this.batchOf(request, body).commit();
        const revision = /^\{"revision":"(\d+)"/.exec(answer)?.[1] ?? '';
        reply.header('content-type', JSON_TYPE).header('etag', `"${revision}"`).send(answer);
        return;
      }
      using turn = this.once.begin(onceKey, request.raw, body);
      if (!turn.sendAgain(reply)) await this.commitOnce(turn, request, body, reply);
    } finally {
      forgetBody(body);
    }
  }

  /** Throws when an operation is about a document that the API key is not for. */
  private batchOf({ grant }: FastifyRequest, body: Uint8Array): BatchText {
    const batch = this.store.batchText(body);
    if (grant?.reachesAll === false) for (const key of batch.keys()) refuseKey(grant, key);
    return batch;
  }

  /** The answer is kept with the writes, so that it must be known before. */
  private async commitOnce(
    turn: OnceTurn,
    request: FastifyRequest,
    body: Uint8Array,
    reply: FastifyReply,
  ): Promise<void> {
    // LIMIT: each new look means that somebody else's write got through, so this goes on no longer than others write.
    for (;;) {
      const batch = this.batchOf(request, body);
      const answer = { status: 200, before: '{"revision":"', after: `","results":${batch.settle()}}` };
      turn.keepIn(batch, answer);
      try {
        const { revision } = JSON.parse(await batch.commit()) as { revision: string };
        turn.send(answer, BigInt(revision), reply);
        return;
      } catch (error) {
        if (!BimetalError.is(error, 'REVISION_CONFLICT')) throw error;
      }
    }
  }
}
