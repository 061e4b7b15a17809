import { BimetalError, type ConditionOptions, type Revision, type Store } from '@bimetal/bindings';
import { hasTagOf } from '../http/entity-tag.js';
import { type WriteConditions } from '../http/write-conditions.js';
import { quoted } from '../problem/quoted.js';

/**
 * Writes when the conditions of a request hold. The store decides when the write's turn comes, so that nothing slips in
 * between the look and the write. Rejects with REVISION_CONFLICT when they do not hold.
 */
export async function writeWhen(
  conditions: WriteConditions,
  store: Store,
  key: string,
  write: (condition: ConditionOptions) => Promise<Revision>,
): Promise<Revision> {
  const simple = simpleCondition(conditions);
  if (simple !== undefined) return write(simple);
  // LIMIT: each new look means that somebody else's write got through, so this goes on no longer than others write.
  for (;;) {
    const revision = store.getDocument(key)?.revision;
    if (!hold(conditions, revision)) throw conflict(key, revision);
    try {
      return await write(revision === undefined ? { ifAbsent: true } : { ifRevision: revision });
    } catch (error) {
      if (!BimetalError.is(error, 'REVISION_CONFLICT')) throw error;
    }
  }
}

/** What the store can decide by itself, which is what most ask: one revision, or nothing there. */
function simpleCondition({ match, none }: WriteConditions): ConditionOptions | undefined {
  if (match === undefined) return none === '*' ? { ifAbsent: true } : undefined;
  if (none !== undefined || match === '*' || match.length !== 1) return undefined;
  const revision = /^"(0|[1-9]\d{0,19})"$/.exec(match[0] ?? '')?.[1];
  if (revision === undefined || BigInt.asUintN(64, BigInt(revision)) !== BigInt(revision)) return undefined;
  return { ifRevision: BigInt(revision) };
}

function hold({ match, none }: WriteConditions, revision: Revision | undefined): boolean {
  return (
    (match === undefined || hasTagOf(match, revision, 'strong')) &&
    (none === undefined || !hasTagOf(none, revision, 'weak'))
  );
}

function conflict(key: string, revision: Revision | undefined): BimetalError {
  const found = revision === undefined ? 'no document' : `revision ${revision}`;
  return new BimetalError('REVISION_CONFLICT', `${quoted(key)} has ${found}: read it again and decide anew`);
}
