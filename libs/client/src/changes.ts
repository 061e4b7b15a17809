import { asClientError, type Transport } from './transport.js';
import { ClientError } from './client-error.js';
import { EventParser, type ServerEvent } from './event-parser.js';
import { type Ending, type FeedEvent, feedEventOf } from './feed-event.js';
import { readProblem } from './read-problem.js';
import { Silence } from './silence.js';
import { ToldChanges } from './told-changes.js';
import { type Backoff, wait, waitOf } from './waiting.js';

/** Which changes a feed tells, and from where on. */
export interface ChangesOptions {
  /** The changes behind this revision; those from now on without it. */
  readonly since?: bigint | undefined;
  /** Tells the state first. Not together with {@link ChangesOptions.since}. */
  readonly snapshot?: boolean | undefined;
  /** Of keys that begin so. */
  readonly prefix?: string | undefined;
  /** A filter: of documents that are like that. One that was and is no more is a `remove` with `left`. */
  readonly where?: string | undefined;
  /** Whether values are told; true by default. */
  readonly values?: boolean | undefined;
  /** Ends the feed: it rejects with the reason of the signal. `break` of the loop ends it too. */
  readonly signal?: AbortSignal | undefined;
  /** A connection on which nothing comes for so long is given up for another; 60,000 by default. The server sends heartbeats. */
  readonly silenceMs?: number | undefined;
  /** Called before the feed connects anew, with the reason and how long it waits. */
  readonly onInterruption?: ((interruption: Interruption) => void) | undefined;
  /**
   * Called with the revision up to which all was told, and behind which another feed would go on as `since`: when a connection is
   * there, behind the last change of each batch, and with each heartbeat.
   */
  readonly onPlace?: ((revision: bigint) => void) | undefined;
}

export interface Interruption {
  readonly reason: ClientError;
  readonly waitMs: number;
}

const BACKOFF: Backoff = { firstMs: 500, mostMs: 30_000 };

/** What may be over when it is tried again. */
function isPassing({ status }: ClientError): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}

/**
 * Follows the changes for as long as it is asked to, over as many connections as that takes: each change once, and in order. Throws
 * what does not pass by waiting: HISTORY_GONE where the changes since are not kept any more, with `oldestRevision` in the problem,
 * unless `snapshot` lets it begin anew, which the event `snapshot` tells.
 */
export async function* changes<T>(
  transport: Transport,
  options: ChangesOptions,
): AsyncGenerator<FeedEvent<T>, void, undefined> {
  const { signal, onInterruption } = options;
  const parser = { lastId: undefined as string | undefined, retryMs: 0 };
  const told = new ToldChanges();
  for (let attempt = 1; ; attempt++) {
    let leastMs: number;
    let reason: ClientError;
    try {
      for await (const event of connection<T>(transport, options, parser)) {
        attempt = 0;
        if (event.type === 'stopping')
          throw new ClientError('SERVER_STOPPING', 'the server is shutting down', { retryAfterMs: event.retryMs });
        if (event.type === 'gone') throw historyGone(event.oldestRevision);
        if (told.isNew(event)) yield event;
      }
      throw new ClientError('UNREACHABLE', 'the server has ended the connection');
    } catch (error) {
      signal?.throwIfAborted();
      reason = asClientError(error, options.silenceMs);
      const beginsAnew = reason.code === 'HISTORY_GONE' && options.snapshot === true && parser.lastId !== undefined;
      if (beginsAnew) parser.lastId = undefined;
      else if (!isPassing(reason)) throw reason;
      leastMs = reason.retryAfterMs ?? (beginsAnew ? 0 : parser.retryMs);
    }
    const waitMs = waitOf(BACKOFF, Math.max(1, attempt), leastMs);
    onInterruption?.({ reason, waitMs });
    await wait(waitMs, signal);
  }
}

/** What one connection tells. It keeps in `place` where the next one goes on. */
async function* connection<T>(
  transport: Transport,
  { signal, silenceMs = 60_000, onPlace, ...options }: ChangesOptions,
  place: { lastId: string | undefined; retryMs: number },
): AsyncGenerator<FeedEvent<T> | Ending, void, undefined> {
  const end = new AbortController();
  const silence = new Silence(silenceMs, end);
  const request = {
    method: 'GET',
    path: pathOf(options),
    headers: { accept: 'text/event-stream', 'last-event-id': place.lastId },
    isRepeatable: true,
  };
  try {
    const both = signal === undefined ? end.signal : AbortSignal.any([signal, end.signal]);
    const response = await silence.during(transport.open(request, both));
    if (!response.ok || response.body === null) throw await silence.during(readProblem(response));
    if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true) throw unknown();
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    const parser = new EventParser();
    let toldId: string | undefined;
    const goOn = (): void => {
      if (parser.lastId === undefined || parser.lastId === toldId) return;
      toldId = place.lastId = parser.lastId;
      onPlace?.(BigInt(toldId));
    };
    for (;;) {
      const { done, value } = await silence.during(reader.read());
      if (done) return;
      for (const message of parser.push(decoder.decode(value, { stream: true }))) {
        // The id of an event counts once the event was taken.
        const event = eventOf<T>(message);
        if (event !== undefined) yield event;
        goOn();
      }
      goOn();
      place.retryMs = parser.retryMs ?? place.retryMs;
    }
  } finally {
    // Whoever ended it: nothing more is read of the connection.
    end.abort();
  }
}

function eventOf<T>(message: ServerEvent): FeedEvent<T> | Ending | undefined {
  try {
    return feedEventOf<T>(message);
  } catch (error) {
    if (error instanceof ClientError) throw error;
    throw unknown(error);
  }
}

function unknown(cause?: unknown): ClientError {
  const message = 'what is answered is no feed of this API: see whether something else has the address';
  return new ClientError('ANSWER_UNKNOWN', message, { status: 200, cause });
}

function pathOf({ since, snapshot, prefix, where, values }: ChangesOptions): string {
  const query = new URLSearchParams();
  if (since !== undefined) query.set('since', String(since));
  if (snapshot === true) query.set('snapshot', 'true');
  if (prefix !== undefined) query.set('prefix', prefix);
  if (where !== undefined) query.set('where', where);
  if (values === false) query.set('include', 'none');
  const text = String(query);
  return text === '' ? '/api/changes' : `/api/changes?${text}`;
}

function historyGone(oldestRevision: string): ClientError {
  const code = 'HISTORY_GONE';
  const message = `the changes are not kept any more: they begin after revision ${oldestRevision}`;
  const problem = {
    type: `urn:bimetal:error:${code}`,
    title: 'The changes are not retained any more',
    status: 410,
    detail: message,
    code,
    oldestRevision,
  };
  return new ClientError(code, message, { status: 410, problem });
}
