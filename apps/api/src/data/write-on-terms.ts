import { type IncomingMessage } from 'node:http';
import { type Batch, type ConditionOptions, type Store } from '@bimetal/bindings';
import { type FastifyReply } from 'fastify';
import { type WriteTerms } from '../http/write-terms.js';
import { type OnceService } from '../once/once.service.js';
import { type Deed } from './write-answer.js';
import { writeOnce } from './write-once.js';
import { writeWhen } from './write-when.js';

/** A write of one document, and the two ways in which it is made. */
export interface OneWrite<T> {
  readonly key: string;
  /** What is written; nothing where a document is removed. */
  readonly body: Uint8Array;
  readonly when: WriteTerms;
  readonly deed: Deed;
  /** Makes it at once. */
  readonly alone: (condition: ConditionOptions) => Promise<T>;
  /** Makes it when a batch commits, which has an answer to keep as well. */
  readonly within: (batch: Batch, condition: ConditionOptions) => unknown;
}

/** Writes on the terms of a request. Resolves to nothing where the request is answered already. */
export async function writeOnTerms<T>(
  { key, body, when, deed, alone, within }: OneWrite<T>,
  { store, once }: { readonly store: Store; readonly once: OnceService },
  raw: IncomingMessage,
  reply: FastifyReply,
): Promise<T | undefined> {
  if (when.onceKey === undefined) return writeWhen(when, store, key, alone);
  using turn = once.begin(when.onceKey, raw, body);
  await writeOnce(turn, store, { key, when, deed }, within, reply);
  return undefined;
}
