import { type IncomingMessage } from 'node:http';
import { type Patched, type PatchKind, Store } from '@bimetal/bindings';
import { type PatchResult } from '@bimetal/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { entityTag } from '../http/entity-tag.js';
import { patchKindOf } from '../http/patch-content.js';
import { forgetBody } from '../http/request-body.js';
import { type WriteTerms } from '../http/write-terms.js';
import { OnceService } from '../once/once.service.js';
import { type DocumentRequest, keyOf } from './document-request.js';
import { type OneWrite, writeOnTerms } from './write-on-terms.js';

const NO_BODY = new Uint8Array(0);

/** A patch, the key of the document that it changes, and on which terms. */
interface Wanted {
  readonly key: string;
  readonly body: Uint8Array;
  readonly kind: PatchKind;
  readonly when: WriteTerms;
}

/** Patches between HTTP and the store. What a patch is, and what it makes of a document, is for Rust to say. */
@Injectable()
export class PatchService {
  constructor(
    @Inject(Store) readonly store: Store,
    @Inject(OnceService) readonly once: OnceService,
  ) {}

  async patch(request: DocumentRequest, reply: FastifyReply): Promise<void> {
    const { body = NO_BODY, raw, when } = request;
    const key = keyOf(request);
    const kind = patchKindOf(raw);
    try {
      const patched = when
        ? await this.patchWhen({ key, body, kind, when }, raw, reply)
        : await this.store.patch(key, body, { kind });
      if (patched === undefined) return;
      const { revision, created } = patched;
      const result: PatchResult = { revision: String(revision), created };
      reply.header('etag', entityTag(revision)).header('cache-control', 'no-store').send(result);
    } finally {
      forgetBody(body);
    }
  }

  /** Resolves to nothing where the request is answered already. */
  private patchWhen(wanted: Wanted, raw: IncomingMessage, reply: FastifyReply): Promise<Patched | undefined> {
    const { key, body, kind, when } = wanted;
    const write: OneWrite<Patched> = {
      ...{ key, body, when, deed: 'created' },
      alone: (condition) => this.store.patch(key, body, { kind, ...when.expiry, ...condition }),
      within: (batch, condition) => batch.patch(key, body, { kind, ...when.expiry, ...condition }),
    };
    return writeOnTerms(write, this, raw, reply);
  }
}
