import { type IncomingMessage, type ServerResponse } from 'node:http';
import { TRACE_ID_HEADER } from '@bimetal/contract';
import { traceIdOf } from '../logging/trace-id.js';

/** Writes the head of an answer with 200 that Fastify knows nothing of: what every answer says, and these headers. */
export function writePlainHead(request: IncomingMessage, response: ServerResponse, headers: string[]): void {
  request.traceId ??= traceIdOf(request.headers['traceparent']);
  headers.push(TRACE_ID_HEADER, request.traceId, 'x-content-type-options', 'nosniff');
  // In one piece, since each header that is set by itself is kept, looked up and joined again.
  response.writeHead(200, headers);
}
