import { type RequestListener } from 'node:http';
import { addonInfo, type Store } from '@bimetal/bindings';
import { type Access } from '../access/access.js';
import { type Config, hostRule } from '../config/config.js';
import { type Draining } from '../http/draining.js';
import { PlainRequests } from '../http/plain-requests.js';
import { type Logger } from '../logging/logger.js';
import { answerRead } from './hot-read.js';
import { answerWrite } from './hot-write.js';

/** What the hot routes are made over. */
export interface HotSurroundings {
  readonly config: Config;
  readonly store: Store;
  readonly draining: Draining;
  readonly logger: Logger;
  readonly access: Pick<Access, 'mayAtOnce'>;
}

/**
 * Answers the plain read and the plain write of one document before the router: measured, the router, the request, the reply and
 * the hooks of the framework take as long as all of Node's HTTP. What is not plain goes on to `next`, and so does whatever cannot
 * be answered with 200: there every rule, refusal and header has its place, and the answer is the same, only later.
 */
export function hotRoutes(
  { config, store, draining, logger, access }: HotSurroundings,
  next: RequestListener,
): RequestListener {
  // Who wants to say more to other origins, or sees each request in the log, does so on the long way. So does who debugs: a
  // breakpoint in a controller stops whoever asks.
  const isDebugged = addonInfo().profile === 'debug' || logger.isLevelEnabled('debug');
  if (config.corsOrigins.length > 0 || isDebugged) return next;
  const plain = new PlainRequests(hostRule(config));
  const reads = { store, compresses: config.compression };
  return (request, response) => {
    const { method } = request;
    if (draining.value) {
      next(request, response);
    } else if (method === 'GET') {
      const key = plain.readOf(request);
      if (key === undefined || !access.mayAtOnce('read', request, key) || !answerRead(reads, key, request, response)) {
        next(request, response);
      }
    } else if (method === 'PUT' || method === 'POST') {
      const key = plain.writeOf(request);
      if (key === undefined || !access.mayAtOnce('write', request, key)) next(request, response);
      else answerWrite(store, key, request, response, next);
    } else {
      next(request, response);
    }
  };
}
