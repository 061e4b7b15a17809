import { BimetalError, Store } from '@bimetal/bindings';
import { paths } from '@bimetal/contract';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { Compression } from '../compression/compression.js';
import { type Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { LargeAnswers } from '../data/large-answers.js';
import { sendChunks } from '../data/send-chunks.js';
import { type Conditions, parseConditions } from '../http/conditions.js';
import { JSON_TYPE } from '../http/json-type.js';
import { sendHead } from '../http/send-head.js';
import { RequestError } from '../problem/request-error.js';
import { type Borrowed, KeptSnapshots } from './kept-snapshots.js';
import { encodeCursor } from './list-cursor.js';
import { between, type Chunks, type ListPage, readBeginning, readPage } from './list-page.js';
import { type ListQuery, listQueryOf } from './list-query.js';
import { LINES_TYPE } from './media-type.js';

/** Documents as lists. Their texts are made in Rust, and pass through in chunks. */
@Injectable()
export class ListsService implements OnModuleDestroy {
  private readonly snapshots: KeptSnapshots;

  constructor(
    @Inject(Store) store: Store,
    @Inject(LargeAnswers) private readonly answers: LargeAnswers,
    @Inject(Compression) private readonly compression: Compression,
    @Inject(CONFIG) { workers }: Config,
  ) {
    this.snapshots = new KeptSnapshots(store, workers > 1);
  }

  onModuleDestroy(): void {
    this.snapshots[Symbol.dispose]();
  }

  /** Answers a list, as long as there is somebody to read it. */
  async list(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const end = new AbortController();
    reply.raw.once('close', () => end.abort());
    try {
      await this.answer(request, reply, end.signal);
    } catch (error) {
      if (!BimetalError.is(error, 'ABORTED')) throw error;
      request.log.info('the reader went away before the answer began');
      reply.hijack();
    }
  }

  /** A page is read before it is answered, and a search may look at much and find nothing: the signal ends both. */
  private async answer(request: FastifyRequest, reply: FastifyReply, signal: AbortSignal): Promise<void> {
    const query = listQueryOf(request);
    // What is not well-formed is refused before anything is looked at.
    const when = parseConditions(request.headers);
    using borrowed = this.borrow(query);
    const page = await this.read(query, borrowed, signal);
    const { revision } = borrowed.snapshot;
    const count = query.wantsCount ? borrowed.snapshot.count(query.range) : undefined;
    const next = nextOf(query, page, revision);
    reply.header('cache-control', 'no-store').header('bimetal-revision', `${revision}`);
    if (count !== undefined) reply.header('x-total-count', `${count}`);
    if (next !== undefined) reply.header('link', `<${next}>; rel="next"`);
    try {
      // What is refused without conditions is refused with them (RFC 9110, 13.2.1).
      if (isUnchanged(when)) {
        reply.code(304).send();
        return;
      }
      reply.header('content-type', query.text.form === 'lines' ? LINES_TYPE : JSON_TYPE);
      await this.send(query.hasEnvelope ? enveloped(page, `${revision}`, count, next) : page, reply);
    } finally {
      await page.chunks.return(undefined);
    }
  }

  private async send({ whole, bytesMin, chunks }: ListPage, reply: FastifyReply): Promise<void> {
    const coding = this.compression.codingFor(whole?.length ?? bytesMin, reply);
    const isHead = reply.request.method === 'HEAD';
    if (isHead && (whole === undefined || coding !== undefined)) {
      if (coding !== undefined) reply.header('content-encoding', coding);
      sendHead(reply);
    } else if (whole === undefined) {
      await sendChunks(coding === undefined ? chunks : this.compression.chunks(chunks, coding, reply), reply);
    } else if (coding !== undefined) {
      await this.compression.send(whole, coding, reply);
    } else {
      reply.send(whole);
    }
  }

  private borrow({ revision }: ListQuery): Borrowed {
    if (revision === undefined) return this.snapshots.now();
    return revision === 'latest' ? this.snapshots.latest() : this.snapshots.at(revision);
  }

  private read({ text, isPaged }: ListQuery, { snapshot }: Borrowed, signal: AbortSignal): Promise<ListPage> {
    const room = (bytes: number): Promise<Disposable> => this.answers.memory.take(bytes);
    const open = (): Chunks => snapshot.chunks({ ...text, room, signal });
    return isPaged ? readPage(open) : readBeginning(open());
  }
}

/** Where the next page is, if there is one. A list that is held to a revision says which. */
function nextOf(query: ListQuery, { place }: ListPage, revision: bigint): string | undefined {
  if (place === undefined) return undefined;
  const held = query.revision === undefined ? undefined : `${revision}`;
  const others = { revision: held, offset: undefined, cursor: encodeCursor(place, query.identity) };
  return `${paths.documents}?${query.parameters.with(others)}`;
}

/** Whether a client says that it has what there is, whatever it is. A list has no entity tag, so that no other condition is met. */
function isUnchanged(when: Conditions | undefined): boolean {
  if (when === undefined) return false;
  if (when.match !== undefined && when.match !== '*') {
    throw new RequestError('PRECONDITION_FAILED', 'a list has no entity tag: ask for it without If-Match');
  }
  return when.none === '*';
}

/** The text as a member of an object that says what headers say, for those who see no headers. */
function enveloped(page: ListPage, revision: string, count: number | undefined, next: string | undefined): ListPage {
  const total = count === undefined ? '' : `,"count":"${count}"`;
  const before = `{"revision":"${revision}"${total},"items":`;
  const behind = `,"next":${next === undefined ? 'null' : JSON.stringify(next)}}`;
  if (page.whole === undefined) return { ...page, chunks: between(before, page.chunks, behind) };
  return { ...page, whole: Buffer.concat([Buffer.from(before), page.whole, Buffer.from(behind)]) };
}
