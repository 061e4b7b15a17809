import { type ChangeTextFeed, type Revision, Store } from '@bimetal/bindings';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { sendChunks } from '../data/send-chunks.js';
import { DRAINING, type Draining } from '../http/draining.js';
import { memoryOf, SharedMemory } from '../http/shared-memory.js';
import { SERVER_FIGURES, type ServerFigures } from '../metrics/server-figures.js';
import { RequestError } from '../problem/request-error.js';
import { ChangePoll, newsIn } from './change-poll.js';
import { changesRequestOf, type EventsRequest, type PollRequest } from './changes-request.js';
import { EventStream, STREAM_HEADERS } from './event-stream.js';
import { FeedReader, type Start, type Surroundings } from './feed-reader.js';
import { PART_BYTES } from './frame.js';
import { historyGone } from './history-gone.js';
import { SharedFeeds } from './shared-feeds.js';

const LIST_HEADERS = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' } as const;

/** LIMIT: so long a reader has time to take the end of its stream when the server shuts down. */
const END_MS_MAX = 1000;

/** How many follow the changes. */
export interface ChangeFigures {
  /** Streams of events. */
  readonly readers: number;
  /** Those of them that are behind the others, or begin. */
  readonly behind: number;
  /** Polls that wait. */
  readonly polls: number;
}

/** Changes between the store and those who follow them. */
@Injectable()
export class ChangesService {
  readonly #store: Store;
  readonly #draining: Draining;
  readonly #surroundings: Surroundings;
  readonly #shared: SharedFeeds;
  readonly #readers = new Set<FeedReader>();
  readonly #polls = new Set<AbortController>();

  constructor(
    @Inject(Store) store: Store,
    @Inject(CONFIG) config: Config,
    @Inject(DRAINING) draining: Draining,
    @Inject(SERVER_FIGURES) { feeds }: ServerFigures,
  ) {
    const heartbeatMs = config.heartbeatSeconds * 1000;
    const memory = new SharedMemory(memoryOf(config), config.stallSeconds * 1000);
    this.#store = store;
    this.#draining = draining;
    this.#shared = new SharedFeeds(store, heartbeatMs);
    this.#surroundings = { store, memory, heartbeatMs, figures: feeds };
    feeds.open = () => this.#readers.size + this.#polls.size;
    feeds.lagRevisionsMax = () => this.#lagRevisionsMax();
  }

  follow(request: FastifyRequest, reply: FastifyReply): void | Promise<void> {
    const asked = changesRequestOf(request);
    if (this.#draining.value) throw new RequestError('SERVER_STOPPING', 'the server is shutting down');
    if (request.method === 'HEAD') {
      this.#answerHead(asked, reply);
      return undefined;
    }
    return asked.kind === 'events' ? this.#stream(asked, reply) : this.#poll(asked, reply);
  }

  figures(): ChangeFigures {
    const readers = [...this.#readers];
    return {
      readers: readers.length,
      behind: readers.filter(({ isBehind }) => isBehind).length,
      polls: this.#polls.size,
    };
  }

  /** Ends everything that would not end by itself, with a word when to come back. */
  stop(): void {
    for (const poll of this.#polls) poll.abort();
    const readers = [...this.#readers];
    for (const reader of readers) reader.stop();
    setTimeout(() => readers.forEach((reader) => reader.cut()), END_MS_MAX).unref();
  }

  #stream(asked: EventsRequest, reply: FastifyReply): void {
    const shared = this.#shared.of(asked.choice);
    using _ = shared.use();
    const start = this.#startOf(asked, shared.revision);
    const stream = new EventStream(reply);
    const reader = new FeedReader(stream, shared, asked.choice, start, this.#surroundings, reply.request.log);
    this.#readers.add(reader);
    const forget = reply.request.grant?.whenEnded(() => reader.disallow());
    stream.onceOver(() => {
      this.#readers.delete(reader);
      forget?.();
    });
    void reader.begin(start.snapshot);
  }

  /** Where a reader begins. Throws what is to be answered instead of a stream. */
  #startOf({ choice, since, snapshot }: EventsRequest, until: Revision): Start {
    if (since === undefined && snapshot) return this.#startWithState(choice);
    let feed: ChangeTextFeed | undefined;
    try {
      feed = this.#store.changeTexts({ ...choice, since });
      const { revision } = feed;
      const first = feed.read({ bytesMax: PART_BYTES, until });
      if (first.kind === 'expired') throw historyGone(revision, this.#store);
      return { feed, revision, first };
    } catch (error) {
      feed?.close();
      // Who asks for the state can begin anew, where there is nothing to go on from.
      if (snapshot && isLost(error)) return this.#startWithState(choice);
      throw error;
    }
  }

  /** The feed begins at the snapshot's revision, and keeps what follows from now on, however long it takes to tell the state. */
  #startWithState(choice: EventsRequest['choice']): Start {
    const snapshot = this.#store.snapshot();
    try {
      const { revision } = snapshot;
      const feed = this.#store.changeTexts({ ...choice, since: revision });
      feed.keep();
      return { feed, revision, snapshot };
    } catch (error) {
      snapshot.close();
      throw error;
    }
  }

  async #poll(asked: PollRequest, reply: FastifyReply): Promise<void> {
    const { choice, since, waitMs } = asked;
    const feed = this.#store.changeTexts({ ...choice, since, form: 'array' });
    const end = new AbortController();
    const abort = (): void => end.abort();
    const overdue = setTimeout(abort, waitMs);
    reply.raw.once('close', abort);
    this.#polls.add(end);
    try {
      const news = (revision: Revision): Promise<boolean> => this.#news(asked, revision, end.signal);
      const poll = new ChangePoll(feed, asked, this.#store, this.#surroundings.memory);
      reply.headers(LIST_HEADERS);
      await sendChunks(poll.chunks(news), reply);
    } finally {
      clearTimeout(overdue);
      this.#polls.delete(end);
      feed.close();
    }
  }

  async #news(asked: PollRequest, revision: Revision, signal: AbortSignal): Promise<boolean> {
    if (asked.waitMs === 0) return false;
    const shared = this.#shared.of(asked.choice);
    using _ = shared.use();
    return await newsIn(shared, revision, asked.choice.prefix, signal);
  }

  /** Refuses what GET refuses. */
  #answerHead(asked: EventsRequest | PollRequest, reply: FastifyReply): void {
    const start = this.#startOf({ snapshot: false, ...asked, kind: 'events' }, 0n);
    start.feed.close();
    start.snapshot?.close();
    reply.headers(asked.kind === 'events' ? STREAM_HEADERS : LIST_HEADERS).hijack();
    reply.raw.writeHead(200, reply.getHeaders() as Record<string, string>).end();
  }

  #lagRevisionsMax(): number {
    const { lastRevision: last } = this.#store.info();
    let oldest = last;
    for (const { revision } of this.#readers) if (revision < oldest) oldest = revision;
    return Number(last - oldest);
  }
}

/** Whether changes cannot be told from a revision on: they are not retained, or a restored store has not come there yet. */
function isLost(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === 'HISTORY_GONE' || code === 'REVISION_INVALID';
}
