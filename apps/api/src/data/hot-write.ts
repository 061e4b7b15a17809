import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { revisionOf, type Store, type WriteOutcome } from '@bimetal/bindings';
import { entityTag } from '../http/entity-tag.js';
import { JSON_TYPE } from '../http/json-type.js';
import { writePlainHead } from '../http/plain-head.js';
import { lengthOf } from '../http/request-body.js';
import { outcomeText } from './write-answer.js';

declare module 'node:http' {
  interface IncomingMessage {
    /** Why a request was refused before it came to the router, which is where it is answered. */
    refusal?: unknown;
  }
}

/**
 * Puts a document whose bytes have come with the headers, as those of most small ones do, and answers. A body that still comes
 * is collected on the long way, which knows what to do when it does not come.
 */
export function answerWrite(
  store: Store,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
  next: RequestListener,
): void {
  const put = (): void => {
    const body: unknown = isThere(request) ? request.read() : undefined;
    if (!(body instanceof Uint8Array)) {
      next(request, response);
      return;
    }
    // Node hears of the end of the body only while somebody reads.
    request.resume();
    store.putOutcome(key, body).then(
      (outcome) => answer(outcome, request, response),
      (error: unknown) => {
        request.refusal = error;
        next(request, response);
      },
    );
  };
  // The headers are told of before the body that came with them, and that is there when the next tick begins.
  if (isThere(request)) put();
  else process.nextTick(put);
}

function isThere(request: IncomingMessage): boolean {
  return request.readableLength === lengthOf(request);
}

function answer(outcome: WriteOutcome, request: IncomingMessage, response: ServerResponse): void {
  const tag = entityTag(revisionOf(outcome));
  const text = outcomeText(outcome, 'created');
  writePlainHead(request, response, ['content-type', JSON_TYPE, 'etag', tag, 'content-length', `${text.length}`]);
  response.end(text, 'latin1');
}
