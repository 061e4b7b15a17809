import { type Batch, BimetalError, type Revision, type Store } from '@bimetal/bindings';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { entityTag } from '../http/entity-tag.js';
import { JSON_TYPE } from '../http/json-type.js';
import { Parameters } from '../http/parameters.js';
import { refuseTerms } from '../http/write-terms.js';
import { type KeptAnswer } from '../once/kept-answer.js';
import { type Audit } from '../logging/audit.js';
import { type OnceService } from '../once/once.service.js';
import { type OnceTurn } from '../once/once-turn.js';
import { quoted } from '../problem/quoted.js';
import { RequestError } from '../problem/request-error.js';

/** LIMIT: the documents that one request removes: what a batch may have. */
const DOCUMENTS_MAX = 10_000;

/** How many documents are looked at in one step. */
const STEP = 256;

const NO_BODY = new Uint8Array(0);

/**
 * Removes the documents of a prefix, all or nothing: `DELETE /api/data?prefix=orders/&count=12`. Who does not say rightly how many
 * they are does not know what he removes.
 */
export async function removeRange(
  request: FastifyRequest,
  store: Store,
  once: OnceService,
  audit: Audit,
  reply: FastifyReply,
): Promise<void> {
  const parameters = new Parameters(request.raw.url).only(request.method, ['prefix', 'count']);
  const [prefix, expected] = [parameters.text('prefix'), parameters.integer('count', 0, Number.MAX_SAFE_INTEGER)];
  if (prefix === undefined || expected === undefined) {
    const message = 'documents are removed by their prefix and their number: DELETE /api/data?prefix=orders/&count=12';
    throw new RequestError('PARAMETER_INVALID', message);
  }
  refuseTerms(request.when, 'the removal of a range', 'all');
  if (expected > DOCUMENTS_MAX) {
    const message = `${DOCUMENTS_MAX} documents at the most are removed at once: take a longer prefix`;
    throw new BimetalError('BATCH_TOO_LARGE', message);
  }
  const onceKey = request.when?.onceKey;
  using turn = onceKey === undefined ? undefined : once.begin(onceKey, request.raw, NO_BODY);
  if (turn?.sendAgain(reply) === true) return;
  await remove(prefix, expected, store, turn, reply);
  audit.tell('range removed', request, { prefix, documents: expected });
}

async function remove(
  prefix: string,
  expected: number,
  store: Store,
  turn: OnceTurn | undefined,
  reply: FastifyReply,
): Promise<void> {
  const answer: KeptAnswer = { status: 200, before: '{"revision":"', after: `","removed":${expected}}` };
  // LIMIT: each new look means that somebody else's write got through, so this goes on no longer than others write.
  for (;;) {
    using batch = store.batch();
    const seen = gather(prefix, expected, store, batch);
    try {
      turn?.keepIn(batch, answer);
      const revision = batch.length === 0 ? seen : await batch.commit();
      if (turn !== undefined) turn.send(answer, revision, reply);
      else
        reply
          .header('content-type', JSON_TYPE)
          .header('etag', entityTag(revision))
          .send(`${answer.before}${revision}${answer.after}`);
      return;
    } catch (error) {
      if (!BimetalError.is(error, 'REVISION_CONFLICT')) throw error;
    }
  }
}

/** Puts the removals into a batch, each of the document as it is now. Returns the revision at which that is so. */
function gather(prefix: string, expected: number, store: Store, batch: Batch): Revision {
  using snapshot = store.snapshot();
  const found = snapshot.count({ prefix });
  if (found !== expected) throw countConflict(prefix, expected, found);
  using cursor = snapshot.cursor({ prefix });
  for (;;) {
    const entries = cursor.next(STEP);
    if (entries.length === 0) return snapshot.revision;
    for (const { key, revision } of entries) batch.remove(key, { ifRevision: revision });
  }
}

function countConflict(prefix: string, expected: number, count: number): RequestError {
  const message = `${count} documents have the prefix ${quoted(prefix)}, not ${expected}: look at them, and say how many they are`;
  return new RequestError('COUNT_CONFLICT', message, {}, { count });
}
