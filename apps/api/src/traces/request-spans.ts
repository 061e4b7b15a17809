import { type AsyncLocalStorage } from 'node:async_hooks';
import { type IncomingMessage, METHODS, type RequestListener, type ServerResponse } from 'node:http';
import { paths } from '@bimetal/contract';
import {
  type Attributes,
  type Context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { clientAddressOf } from '../http/client-address.js';
import { isEncrypted } from '../http/encrypted.js';
import { routeOf } from '../http/note-route.js';
import { pathOf, queryOf } from '../http/path.js';
import { now, setClock, toTime } from './trace-clock.js';

/** The request that is being answered, where it is recorded. */
export interface RecordedRequest {
  readonly span: Span;
  /** With the span in it: what spans below it are begun in. */
  readonly context: Context;
}

/** What knows the request that is being answered, however deep in it one is. */
export type CurrentRequest = AsyncLocalStorage<RecordedRequest | undefined>;

/** Who watches over the server asks all the time, and for nothing that is worth a trace. */
const UNTRACED = new Set<string>([paths.live, paths.ready, paths.metrics]);

const FAILED_STATUS_MIN = 500;

const propagator = new W3CTraceContextPropagator();

/**
 * Records a span for each request, in the trace of the caller where it names one (W3C Trace Context), from outside of all that
 * answers it and until its answer has ended. The request's trace id is that of the trace, whether it is recorded or not.
 */
export function traceRequests(
  handler: RequestListener,
  tracer: Tracer,
  current: CurrentRequest,
  trustsProxy: boolean,
): RequestListener {
  return (request, response) => {
    if (UNTRACED.has(pathOf(request.url))) {
      handler(request, response);
      return;
    }
    setClock();
    const parent = propagator.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter);
    const method = methodOf(request);
    const span = tracer.startSpan(method, { kind: SpanKind.SERVER, startTime: toTime(now()) }, parent);
    request.traceId = span.spanContext().traceId;
    if (!span.isRecording()) {
      // It may have begun in the place where another one ended.
      current.run(undefined, handler, request, response);
      return;
    }
    span.setAttributes(attributesOf(request, method, trustsProxy));
    response.once('close', () => endSpan(span, method, request, response));
    current.run({ span, context: trace.setSpan(parent, span) }, handler, request, response);
  };
}

/** The names are those of OpenTelemetry's semantic conventions for HTTP. */
function attributesOf(request: IncomingMessage, method: string, trustsProxy: boolean): Attributes {
  const { url, headers, httpVersion } = request;
  const query = queryOf(url);
  return {
    'http.request.method': method,
    'url.scheme': isEncrypted(request) ? 'https' : 'http',
    'url.path': pathOf(url),
    'network.protocol.version': httpVersion,
    'client.address': clientAddressOf(request, trustsProxy),
    ...(query === '' ? {} : { 'url.query': query }),
    ...(headers.host === undefined ? {} : { 'server.address': headers.host }),
    ...(headers['user-agent'] === undefined ? {} : { 'user_agent.original': headers['user-agent'] }),
  };
}

function endSpan(span: Span, method: string, request: IncomingMessage, response: ServerResponse): void {
  const { statusCode, writableFinished } = response;
  const route = routeOf(request);
  if (route !== null) span.updateName(`${method} ${route}`).setAttribute('http.route', route);
  span.setAttribute('http.response.status_code', statusCode);
  if (!writableFinished) span.setAttribute('error.type', 'aborted');
  else if (statusCode >= FAILED_STATUS_MIN) span.setAttribute('error.type', String(statusCode));
  if (!writableFinished || statusCode >= FAILED_STATUS_MIN) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(toTime(now()));
}

/** A method that nobody knows is not for everybody to see under a name of its own. */
function methodOf({ method = '' }: IncomingMessage): string {
  return METHODS.includes(method) ? method : '_OTHER';
}
