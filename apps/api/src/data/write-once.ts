import { BimetalError, type Batch, type ConditionOptions, type Revision, type Store } from '@bimetal/bindings';
import { type FastifyReply } from 'fastify';
import { type WriteTerms } from '../http/write-terms.js';
import { type OnceTurn } from '../once/once-turn.js';
import { answerOf, type Deed } from './write-answer.js';
import { refuseRevision } from './write-when.js';

/**
 * Writes one document in a turn of its own. The answer is kept with the write, so that it must be known before: the write
 * commits only while the document is as it was looked at.
 */
export async function writeOnce(
  turn: OnceTurn,
  store: Store,
  { key, when, deed }: { readonly key: string; readonly when: WriteTerms; readonly deed: Deed },
  write: (batch: Batch, condition: ConditionOptions) => void,
  reply: FastifyReply,
): Promise<void> {
  if (turn.sendAgain(reply)) return;
  // LIMIT: each new look means that somebody else's write got through, so this goes on no longer than others write.
  for (;;) {
    const found = store.getDocument(key)?.revision;
    refuseRevision(when, key, found);
    const answer = answerOf(deed, found !== undefined);
    const revision = await committed(store, found, (batch, condition) => {
      write(batch, condition);
      turn.keepIn(batch, answer);
    });
    if (revision !== undefined) {
      turn.send(answer, revision, reply);
      return;
    }
  }
}

/** Undefined when the document is not any more as it was found. */
async function committed(
  store: Store,
  found: Revision | undefined,
  write: (batch: Batch, condition: ConditionOptions) => void,
): Promise<Revision | undefined> {
  using batch = store.batch();
  write(batch, found === undefined ? { ifAbsent: true } : { ifRevision: found });
  try {
    return await batch.commit();
  } catch (error) {
    if (BimetalError.is(error, 'REVISION_CONFLICT')) return undefined;
    throw error;
  }
}
