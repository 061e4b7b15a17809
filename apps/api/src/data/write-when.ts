import { BimetalError, type ConditionOptions, type Revision, type Store } from '@bimetal/bindings';
import { plainTag } from '../compression/coded-tag.js';
import { type EntityTags, entityTag, hasTagOf } from '../http/entity-tag.js';
import { type Conditions } from '../http/conditions.js';
import { parseRevision } from '../http/revision-text.js';
import { quoted } from '../problem/quoted.js';

/**
 * Writes when the conditions of a request hold. The store decides when the write's turn comes, so that nothing slips in
 * between the look and the write. Rejects with REVISION_CONFLICT when they do not hold.
 */
export async function writeWhen<T>(
  conditions: Conditions,
  store: Store,
  key: string,
  write: (condition: ConditionOptions) => Promise<T>,
): Promise<T> {
  const simple = simpleCondition(conditions);
  if (simple !== undefined) return write(simple);
  // LIMIT: each new look means that somebody else's write got through, so this goes on no longer than others write.
  for (;;) {
    const revision = store.getDocument(key)?.revision;
    refuseRevision(conditions, key, revision);
    try {
      return await write(revision === undefined ? { ifAbsent: true } : { ifRevision: revision });
    } catch (error) {
      if (!BimetalError.is(error, 'REVISION_CONFLICT')) throw error;
    }
  }
}

/** What the store can decide by itself, which is what most ask: one revision, or nothing there. */
function simpleCondition({ match, none }: Conditions): ConditionOptions | undefined {
  if (match === undefined) return none === undefined ? {} : none === '*' ? { ifAbsent: true } : undefined;
  if (none !== undefined || match === '*' || match.length !== 1) return undefined;
  const ifRevision = parseRevision(/^"(.*)"$/.exec(plainTag(match[0] ?? ''))?.[1] ?? '');
  return ifRevision === undefined ? undefined : { ifRevision };
}

/** Throws when the conditions of a write do not hold now. Those that hold now are decided when the write's turn comes. */
export function refuseConflict(conditions: Conditions, store: Store, key: string): void {
  refuseRevision(conditions, key, store.getDocument(key)?.revision);
}

/** Throws when the conditions of a write do not hold for what was found under a key. */
export function refuseRevision(conditions: Conditions, key: string, found: Revision | undefined): void {
  if (!hold(conditions, found)) throw conflict(key, found, conditions.match);
}

function hold({ match, none }: Conditions, revision: Revision | undefined): boolean {
  return (
    (match === undefined || hasTagOf(match, revision, 'strong')) &&
    (none === undefined || !hasTagOf(none, revision, 'weak'))
  );
}

export function conflict(key: string, revision: Revision | undefined, match: EntityTags | undefined): BimetalError {
  const found = revision === undefined ? 'no document' : `revision ${revision}`;
  const advice = isWeakened(revision, match)
    ? `If-Match needs the tag ${entityTag(revision)} as it is; a proxy that compresses answers puts W/ before it (nginx: gzip), so take it off`
    : 'read it again and decide anew';
  return new BimetalError('REVISION_CONFLICT', `${quoted(key)} has ${found}: ${advice}`);
}

/** Whether the tag is that of the revision but for a `W/`: read again, it would be the same, and the write be refused for ever. */
function isWeakened(revision: Revision | undefined, match: EntityTags | undefined): revision is Revision {
  return match !== undefined && !hasTagOf(match, revision, 'strong') && hasTagOf(match, revision, 'weak');
}
