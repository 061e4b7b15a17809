import { Key, type Store } from '@bimetal/bindings';
import { paths } from '@bimetal/contract';
import { type FastifyRequest } from 'fastify';
import { expectsContinue, lengthOf } from '../http/request-body.js';
import { SMALL_BYTES } from '../http/shared-memory.js';
import { refuseConflict } from './write-when.js';

/** The route of documents, as the router calls it. */
export const DOCUMENT_ROUTE = `${paths.document('')}*`;

/**
 * Refuses the write of a document for what is known before its body is there: its key, and conditions that do not hold. The
 * store would find both by itself, so small bodies are not looked at twice; a large one, or one that the client has kept back
 * until it is asked for, need not be sent.
 */
export function refuseEarly({ raw, params, when }: FastifyRequest, store: Store): void {
  if (!expectsContinue(raw) && (lengthOf(raw) ?? SMALL_BYTES) <= SMALL_BYTES) return;
  const { '*': key } = params as { '*'?: string };
  // Of a batch, or of a document whose key is still to be made.
  if (key === undefined) return;
  Key.parse(key);
  if (when !== undefined) refuseConflict(when, store, key);
}
