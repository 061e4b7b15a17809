import { type Revision, Store } from '@bimetal/bindings';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { type Config } from '../config/config.js';
import { CONFIG } from '../config/config.token.js';
import { RequestError } from '../problem/request-error.js';
import { sendChunks } from './send-chunks.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const NO_BODY = new Uint8Array(0);

/** Documents between HTTP and the store. Texts and bytes pass through: JSON is read and written in Rust only. */
@Injectable()
export class DataService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async list(reply: FastifyReply): Promise<void> {
    reply.header('content-type', JSON_TYPE).header('cache-control', 'no-store');
    // The length of a list is not known before it was read, so there is nothing that HEAD could tell.
    if (reply.request.method === 'HEAD') {
      reply.send();
      return;
    }
    using snapshot = this.store.snapshot();
    await sendChunks(snapshot.chunks(), reply, this.config.stallSeconds * 1000);
  }

  get(key: string, reply: FastifyReply): void {
    const json = this.store.get(key);
    if (json === undefined) throw new RequestError('DOCUMENT_NOT_FOUND', `there is no document ${key}`);
    reply.header('content-type', JSON_TYPE).header('cache-control', 'no-store').send(json);
  }

  async put(key: string, value: Uint8Array | undefined, reply: FastifyReply): Promise<void> {
    sendRevision(await this.store.put(key, value ?? NO_BODY), reply);
  }

  async remove(key: string, reply: FastifyReply): Promise<void> {
    sendRevision(await this.store.remove(key), reply);
  }
}

function sendRevision(revision: Revision, reply: FastifyReply): void {
  // Said aloud because Nest answers a POST with 201, and setting a document creates nothing that has an address of its own.
  reply.code(200).header('content-type', JSON_TYPE).send(`{"revision":"${revision}"}`);
}
