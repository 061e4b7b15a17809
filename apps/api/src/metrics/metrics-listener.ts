import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { paths, PROBLEM_CONTENT_TYPE } from '@bimetal/contract';
import { type Config, hostRule } from '../config/config.js';
import { type ListenUrl } from '../config/listen-url.js';
import { checkHost } from '../http/host.js';
import { Listener, type ListenerConfig, type ListenerSurroundings } from '../http/listener.js';
import { pathOf } from '../http/path.js';
import { type Logger } from '../logging/logger.js';
import { traceIdOf } from '../logging/trace-id.js';
import { quoted } from '../problem/quoted.js';
import { RequestError } from '../problem/request-error.js';
import { toProblem } from '../problem/to-problem.js';
import { EXPOSITION_TYPE } from './exposition.js';
import { newFigures } from './server-figures.js';

/** Serves the metrics at an address of their own, where there is nothing else. */
export function openMetricsListener(
  url: ListenUrl,
  config: Pick<Config, 'hosts'> & ListenerConfig,
  text: () => Promise<string>,
  { certificate, logger }: Pick<ListenerSurroundings, 'certificate' | 'logger'>,
): Promise<Listener> {
  const allowsHost = hostRule({ urls: [url], hosts: config.hosts });
  const handler: RequestListener = (request, response) => {
    try {
      checkMetricsRequest(request, allowsHost);
    } catch (error) {
      refuse(request, response, error, logger);
      return;
    }
    text().then(
      (told) => answer(request, response, 200, EXPOSITION_TYPE, told),
      (error: unknown) => refuse(request, response, error, logger),
    );
  };
  // Its connections are not those of the server's clients.
  const counts = newFigures().connections;
  return Listener.open({ ...config, urls: [url] }, handler, { counts, certificate, logger });
}

function checkMetricsRequest(request: IncomingMessage, allowsHost: ReturnType<typeof hostRule>): void {
  checkHost(request, allowsHost);
  const path = pathOf(request.url);
  if (path !== paths.metrics || request.badTarget !== undefined) {
    throw new RequestError('ROUTE_NOT_FOUND', `there is no route ${quoted(path)}: the metrics are at ${paths.metrics}`);
  }
  const { method } = request;
  if (method === 'GET' || method === 'HEAD') return;
  throw new RequestError('METHOD_NOT_ALLOWED', `${paths.metrics} takes GET, HEAD, not ${method}`, {
    allow: 'GET, HEAD',
  });
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown, logger: Logger): void {
  const traceId = traceIdOf(request.headers.traceparent);
  const problem = toProblem(error, { path: pathOf(request.url), traceId, valueBytesMax: 0 });
  if (problem.status >= 500) logger.error({ err: error, traceId }, 'failed to tell the metrics');
  if (error instanceof RequestError) response.setHeaders(new Map(Object.entries(error.headers)));
  answer(request, response, problem.status, PROBLEM_CONTENT_TYPE, JSON.stringify(problem));
}

function answer(request: IncomingMessage, response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}
