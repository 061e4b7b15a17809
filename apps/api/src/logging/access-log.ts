import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { type Config } from '../config/config.js';
import { clientAddressOf } from '../http/client-address.js';
import { routeOf } from '../http/note-route.js';
import { pathOf, queryOf } from '../http/path.js';
import { type Logger } from './logger.js';

type AccessConfig = Pick<Config, 'accessLog' | 'accessLogSample' | 'trustProxy'>;

/** Requests that failed have a line whatever the sample is. */
const FAILED_STATUS_MIN = 400;

/** What is only known while a request is being answered. */
interface Begun {
  readonly at: number;
  /** What its connection had been sent before it. */
  readonly bytes: number;
  readonly remoteAddress: string;
}

/**
 * The access log: whoever asks for it gets it, however little else is logged. It looks at requests from outside of all that
 * answers them, so that none is missed, and without it nothing is there.
 */
export function logAccess(handler: RequestListener, config: AccessConfig, logger: Logger): RequestListener {
  if (!config.accessLog) return handler;
  const access = logger.child({ kind: 'access' }, { level: 'info' });
  return (request, response) => {
    const begun = {
      at: performance.now(),
      bytes: bytesOf(request),
      remoteAddress: clientAddressOf(request, config.trustProxy),
    };
    response.once('close', () => {
      const failed = response.statusCode >= FAILED_STATUS_MIN || !response.writableFinished;
      if (failed || isSampled(request.traceId ?? '', config.accessLogSample)) {
        access.info(accessOf(request, response, begun), 'answered');
      }
    });
    handler(request, response);
  };
}

/** Whether a trace is one of the sampled part: decided by its random end, so that all servers of a trace decide alike. */
export function isSampled(traceId: string, sample: number): boolean {
  return sample >= 1 || parseInt(traceId.slice(-8), 16) < sample * 2 ** 32;
}

function accessOf(request: IncomingMessage, response: ServerResponse, { at, bytes, remoteAddress }: Begun): object {
  const { method, url, traceId } = request;
  const query = queryOf(url);
  return {
    traceId,
    method,
    route: routeOf(request),
    path: pathOf(url),
    ...(query === '' ? {} : { query }),
    status: response.statusCode,
    bytes: bytesOf(request) - bytes,
    // With three digits: microseconds.
    ms: Math.round((performance.now() - at) * 1e3) / 1e3,
    remoteAddress,
    ...(response.writableFinished ? {} : { aborted: true }),
  };
}

/** What a connection was sent so far; of HTTP/2, where several requests share one, the body of the answer alone. */
function bytesOf({ http2, socket }: IncomingMessage): number {
  return http2 === undefined ? socket.bytesWritten : http2.bytesWritten;
}
