import { type Patched, Store } from '@bimetal/bindings';
import { type PatchResult } from '@bimetal/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { entityTag } from '../http/entity-tag.js';
import { patchKindOf } from '../http/patch-content.js';
import { forgetBody } from '../http/request-body.js';
import { type DocumentRequest, keyOf } from './document-request.js';
import { writeWhen } from './write-when.js';

const NO_BODY = new Uint8Array(0);

/** Patches between HTTP and the store. What a patch is, and what it makes of a document, is for Rust to say. */
@Injectable()
export class PatchService {
  constructor(@Inject(Store) private readonly store: Store) {}

  async patch(request: DocumentRequest, reply: FastifyReply): Promise<void> {
    const { body = NO_BODY, raw, when } = request;
    const key = keyOf(request);
    const kind = patchKindOf(raw);
    try {
      const { revision, created }: Patched = when
        ? await writeWhen(when, this.store, key, (condition) => this.store.patch(key, body, { kind, ...condition }))
        : await this.store.patch(key, body, { kind });
      const result: PatchResult = { revision: String(revision), created };
      reply.header('etag', entityTag(revision)).header('cache-control', 'no-store').send(result);
    } finally {
      forgetBody(body);
    }
  }
}
