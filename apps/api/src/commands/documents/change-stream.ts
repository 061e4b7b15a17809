import { setTimeout } from 'node:timers/promises';
import { paths, type ProblemCode } from '@bimetal/contract';
import { createParser } from 'eventsource-parser';
import { exitCodes, StartupError } from '../../config/startup-error.js';
import { cancelled } from './cancelled.js';
import { type ChangeChoice, type ChangeEvent } from './data-target.js';
import { historyGone } from './history-gone.js';
import { type ServerConnection } from './server-connection.js';

/** How long a reader waits before it comes back, until a server says otherwise; and at the most, while none answers. */
const RETRY_MS = 2000;
const RETRY_MS_MAX = 30_000;

/** What may be otherwise in a moment: anything else is refused for good. */
const PASSING: readonly string[] = ['SERVER_UNREACHABLE', 'SERVER_STOPPING', 'SERVER_BUSY'];

type Told = ChangeEvent | { readonly id: string } | { readonly retryMs: number };

/**
 * The events of a server's change feed. When the connection breaks it goes on by itself behind the last change of the last whole batch; a
 * state that was not complete begins anew. Throws when the server cannot be reached at the first time.
 */
export async function* changeStream(
  connection: ServerConnection,
  choice: ChangeChoice,
  tell: (line: string) => void,
  signal: AbortSignal,
): AsyncGenerator<ChangeEvent, void, undefined> {
  let lastId: string | undefined;
  let retryMs = RETRY_MS;
  for (let failures = 0, isFirst = true; ; isFirst = false) {
    try {
      for await (const told of eventsOf(connection, choice, lastId)) {
        failures = 0;
        if ('id' in told) lastId = told.id;
        else if ('retryMs' in told) retryMs = told.retryMs;
        else if (told.event !== 'stopping') yield checked(told, lastId);
      }
      tell('the server has ended the feed: coming back');
    } catch (error) {
      const passes = error instanceof StartupError && PASSING.includes(error.code);
      if (!passes || isFirst) throw error;
      if (failures === 0) tell(`${error.message}: trying again`);
      failures += 1;
    }
    await pause(Math.min(RETRY_MS_MAX, retryMs * 2 ** Math.max(0, failures - 1)), signal);
  }
}

/** One connection's events, until it ends. */
async function* eventsOf(
  connection: ServerConnection,
  { prefix, where, since, snapshot }: ChangeChoice,
  lastId: string | undefined,
): AsyncGenerator<Told, void, undefined> {
  const query = new URLSearchParams();
  if (prefix !== undefined) query.set('prefix', prefix);
  if (where !== undefined) query.set('where', where);
  if (since !== undefined) query.set('since', String(since));
  if (snapshot) query.set('snapshot', 'true');
  const resume: Record<string, string> = lastId === undefined ? {} : { 'last-event-id': lastId };
  const answer = await connection.ask(`${paths.changes}${query.size === 0 ? '' : `?${query.toString()}`}`, {
    headers: { accept: 'text/event-stream', ...resume },
  });
  const told: Told[] = [];
  const ids: string[] = [];
  const parser = createParser({
    onId: (id) => void ids.push(id),
    onRetry: (retryMs) => void told.push({ retryMs }),
    onEvent: ({ event = 'message', data }) => void told.push({ event, data }),
  });
  const decoder = new TextDecoder();
  for await (const bytes of connection.bytesOf(answer)) {
    parser.feed(decoder.decode(bytes, { stream: true }));
    yield* told.splice(0);
    // Behind the events that came with it: who stops between them has not seen all of its revision.
    const id = ids.splice(0).at(-1);
    if (id !== undefined) yield { id };
  }
}

/** The events that end a feed for good are errors. */
function checked(told: ChangeEvent, lastId: string | undefined): ChangeEvent {
  if (told.event === 'gone') {
    const { oldestRevision = '0' } = JSON.parse(told.data) as { oldestRevision?: string };
    throw historyGone(BigInt(lastId ?? 0), BigInt(oldestRevision));
  }
  if (told.event === 'failed') {
    const { code = 'INTERNAL' } = JSON.parse(told.data) as { code?: ProblemCode };
    throw new StartupError(code, exitCodes.failed, 'the feed broke: the log of the server says why');
  }
  return told;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch {
    throw cancelled();
  }
}
