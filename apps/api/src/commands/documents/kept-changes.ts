import { setImmediate } from 'node:timers/promises';
import { type Change, type Key, type Revision, type Snapshot, type Store } from '@bimetal/bindings';
import { throwIfCancelled } from './cancelled.js';
import { type ChangeChoice, type ChangeEvent } from './data-target.js';
import { historyGone } from './history-gone.js';

/** LIMIT: documents and changes in one step. */
const STEP = 1000;

/**
 * The events of a store to which nobody writes, in the form in which a server sends them: the documents, where they are asked for, and the
 * changes that are kept. A value that is not there any more is `superseded`: a later change of the same key follows.
 */
export async function* keptChanges(
  store: Store,
  { prefix = '', since, snapshot: wantsState }: ChangeChoice,
  signal: AbortSignal,
): AsyncGenerator<ChangeEvent, void, undefined> {
  using snapshot = store.snapshot();
  if (wantsState) yield* state(snapshot, prefix, signal);
  using feed = store.changes({ since: wantsState ? snapshot.revision : (since ?? snapshot.revision) });
  for (;;) {
    throwIfCancelled(signal);
    const next = feed.next(STEP);
    if (next.kind === 'expired') throw historyGone(since ?? 0n, store.statistics().changesSince);
    if (next.kind === 'empty') return;
    for (const change of next.changes) {
      if (String(change.key).startsWith(prefix)) yield { event: 'change', data: changeText(change, snapshot) };
    }
    await setImmediate();
  }
}

async function* state(
  snapshot: Snapshot,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<ChangeEvent, void, undefined> {
  const { revision } = snapshot;
  const range = prefix === '' ? {} : { prefix };
  yield { event: 'snapshot', data: `{"revision":"${revision}","documents":${snapshot.count(range)}}` };
  using cursor = snapshot.cursor(range);
  for (let entries = cursor.next(STEP); entries.length > 0; entries = cursor.next(STEP)) {
    throwIfCancelled(signal);
    for (const { key, revision: written, value } of entries) {
      yield { event: 'document', data: `${head(key, written)},"value":${value}}` };
    }
    await setImmediate();
  }
  yield { event: 'live', data: `{"revision":"${revision}"}` };
}

function changeText({ key, revision, kind }: Change, snapshot: Snapshot): string {
  if (kind === 'remove') return `${head(key, revision)},"removed":true}`;
  const document = snapshot.getDocument(key);
  if (document?.revision !== revision) return `${head(key, revision)},"superseded":true}`;
  return `${head(key, revision)},"value":${document.value}}`;
}

function head(key: Key, revision: Revision): string {
  return `{"key":${JSON.stringify(key)},"revision":"${revision}"`;
}
