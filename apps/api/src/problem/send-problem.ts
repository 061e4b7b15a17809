import { PROBLEM_CONTENT_TYPE } from '@bimetal/contract';
import { type FastifyReply } from 'fastify';
import { pathOf } from '../http/path.js';
import { whenReadable } from '../http/unread-body.js';
import { RequestError } from './request-error.js';
import { retryAfterOf } from './retry-after.js';
import { toldOf } from './told-error.js';
import { toProblem } from './to-problem.js';

/** Answers a request with what went wrong, and says so in the log. */
export function sendProblem(reply: FastifyReply, error: unknown, valueBytesMax: number): void {
  const { request } = reply;
  const problem = toProblem(error, { path: pathOf(request.raw.url), traceId: request.id, valueBytesMax });
  const { code, status } = problem;
  if (status >= 500)
    request.log.error({ err: error, code, status, method: request.method, url: request.url }, 'failed');
  // Who sends too much must not fill the log with it as well.
  else if (code === 'RATE_LIMITED') request.log.debug({ code, status, method: request.method }, 'refused: too many');
  else request.log.info({ code, status, method: request.method, url: request.url }, `refused: ${problem.detail}`);

  // Headers may be out already when the error comes late: then the only honest end is a cut connection.
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  // Fastify would close the connection under a body that it did not read: see `whenReadable`.
  if (reply.hasHeader('connection')) reply.removeHeader('connection');
  // But for who asks for that, or when the server shuts down.
  if (!reply.raw.shouldKeepAlive) reply.header('connection', 'close');
  const { error: cause } = toldOf(error);
  if (cause instanceof RequestError || code === 'RANGE_NOT_SATISFIABLE') reply.headers(headersOf(cause));
  const retryAfter = retryAfterOf(code);
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  reply.code(status).header('content-type', PROBLEM_CONTENT_TYPE).header('cache-control', 'no-store');
  // Bytes, because Fastify adds a charset to the type of a text, which this media type does not have.
  whenReadable(request.raw, () => void reply.send(Buffer.from(JSON.stringify(problem))));
}

/** What an error wants its answer to say beside: `Allow`, or from the library that sends files how long the file is. */
function headersOf(error: unknown): Readonly<Record<string, string>> {
  return (error as { readonly headers?: Readonly<Record<string, string>> }).headers ?? {};
}
