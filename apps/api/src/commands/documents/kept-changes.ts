import { setImmediate } from 'node:timers/promises';
import { type Snapshot, type Store } from '@bimetal/bindings';
import { createParser } from 'eventsource-parser';
import { throwIfCancelled } from './cancelled.js';
import { type ChangeChoice, type ChangeEvent } from './data-target.js';
import { historyGone } from './history-gone.js';

/** LIMIT: the bytes of one step, but for a document that has more. */
const STEP_BYTES = 256 * 1024;

/**
 * The events of a store to which nobody writes, in the form in which a server sends them: the documents, where they are asked for, and the
 * changes that are kept.
 */
export async function* keptChanges(
  store: Store,
  { since, snapshot: wantsState, ...choice }: ChangeChoice,
  signal: AbortSignal,
): AsyncGenerator<ChangeEvent, void, undefined> {
  using snapshot = store.snapshot();
  if (wantsState) yield* state(snapshot, choice, signal);
  using feed = store.changeTexts({ ...choice, since: wantsState ? snapshot.revision : (since ?? snapshot.revision) });
  const events = new Events();
  for (let bytesMax = STEP_BYTES; ;) {
    throwIfCancelled(signal);
    const part = feed.read({ bytesMax });
    if (part.kind === 'expired') throw historyGone(since ?? 0n, store.statistics().changesSince);
    if (part.kind === 'empty') return;
    if (part.kind === 'text') yield* events.of(part.text);
    bytesMax = part.kind === 'large' ? part.bytes : STEP_BYTES;
    await setImmediate();
  }
}

async function* state(
  snapshot: Snapshot,
  { prefix, where }: Pick<ChangeChoice, 'prefix' | 'where'>,
  signal: AbortSignal,
): AsyncGenerator<ChangeEvent, void, undefined> {
  const { revision } = snapshot;
  const range = prefix === undefined ? {} : { prefix };
  // A filter that is none is told before anything is printed.
  using cursor = snapshot.cursor({ ...range, where });
  const documents = where === undefined ? `,"documents":${snapshot.count(range)}` : '';
  yield { event: 'snapshot', data: `{"revision":"${revision}"${documents}}` };
  const events = new Events();
  for (let bytesMax = STEP_BYTES; ;) {
    throwIfCancelled(signal);
    const read = cursor.readEvents(bytesMax, true);
    if (read.kind === 'done') break;
    if (read.kind === 'filled') yield* events.of(read.text);
    bytesMax = read.kind === 'too-small' ? read.needed : STEP_BYTES;
    await setImmediate();
  }
  yield { event: 'live', data: `{"revision":"${revision}"}` };
}

/** Takes the text of events apart. */
class Events {
  readonly #decoder = new TextDecoder();
  #taken: ChangeEvent[] = [];
  readonly #parser = createParser({
    onEvent: ({ event = 'message', data }) => void this.#taken.push({ event, data }),
  });

  of(text: Uint8Array): ChangeEvent[] {
    this.#parser.feed(this.#decoder.decode(text, { stream: true }));
    const taken = this.#taken;
    this.#taken = [];
    return taken;
  }
}
