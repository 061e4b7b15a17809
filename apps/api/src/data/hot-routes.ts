import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { type Store } from '@bimetal/bindings';
import { TRACE_ID_HEADER } from '@bimetal/contract';
import { type Config, hostRule } from '../config/config.js';
import { type Draining } from '../http/draining.js';
import { PlainRequests } from '../http/plain-request.js';
import { type Logger } from '../logging/logger.js';
import { traceIdOf } from '../logging/trace-id.js';
import { JSON_TYPE, READ_CACHING } from './document-headers.js';
import { isLarge } from './large-answers.js';

/** What the hot routes are made over. */
export interface HotSurroundings {
  readonly config: Config;
  readonly store: Store;
  readonly draining: Draining;
  readonly logger: Logger;
}

/**
 * Answers the plain read of one document before the router: measured, the router, the request and reply of the framework and its
 * hooks take as long as all of Node's HTTP. What is not plain goes on to `next`, and so does whatever cannot be answered with
 * 200: there every rule, refusal and header has its place, and the answer is the same, only later.
 */
export function hotRoutes({ config, store, draining, logger }: HotSurroundings, next: RequestListener): RequestListener {
  // Who wants to see each request, or to say more to other origins, does so on the long way.
  if (config.corsOrigins.length > 0 || logger.isLevelEnabled('debug')) return next;
  const plain = new PlainRequests({ allowsHost: hostRule(config) });
  return (request, response) => {
    if (request.method === 'GET' && !draining.value) {
      const key = plain.keyOf(request);
      if (key !== undefined && answerRead(store, key, request, response)) return;
    }
    next(request, response);
  };
}

/** Answers with a document, unless there is none, or a large one, or the store has something to say about it. */
function answerRead(store: Store, key: string, request: IncomingMessage, response: ServerResponse): boolean {
  let tagged: ReturnType<Store['getTagged']>;
  try {
    tagged = store.getTagged(key);
  } catch {
    return false;
  }
  if (tagged === undefined || isLarge(tagged.value)) return false;
  const { value, tag } = tagged;
  const bytes = Buffer.byteLength(value);
  response.writeHead(200, [
    TRACE_ID_HEADER,
    (request.traceId = traceIdOf(request.headers['traceparent'])),
    'x-content-type-options',
    'nosniff',
    'content-type',
    JSON_TYPE,
    'cache-control',
    READ_CACHING,
    'etag',
    tag,
    'content-length',
    bytes.toString(),
  ]);
  // A text of ASCII alone is the same in both, and copied faster as the first.
  response.end(value, bytes === value.length ? 'latin1' : 'utf8');
  return true;
}
