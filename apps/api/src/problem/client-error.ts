import { STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';
import { errorStatus, PROBLEM_CONTENT_TYPE, type Problem, TRACE_ID_HEADER } from '@bimetal/contract';
import { type Logger } from '../logging/logger.js';
import { traceIdOf } from '../logging/trace-id.js';

type ClientErrorCode = 'REQUEST_INVALID' | 'REQUEST_HEADERS_TOO_LARGE' | 'REQUEST_TIMEOUT';

/** Node's names for what can be wrong with bytes that never became a request. */
const codes: Readonly<Record<string, ClientErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'REQUEST_HEADERS_TOO_LARGE',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'REQUEST_HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
};

/** Answers bytes that are no HTTP request. There is no reply object yet, so the answer is written by hand. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket, logger: Logger): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = codes[error.code ?? ''] ?? 'REQUEST_INVALID';
  const { status, title } = errorStatus[code];
  const traceId = traceIdOf(undefined);
  const detail = `the bytes that came are not an HTTP/1.1 request (${error.code ?? error.message})`;
  const problem: Problem = { type: `urn:bimetal:error:${code}`, title, status, detail, code, traceId };
  logger.info({ traceId, code, status }, `refused: ${detail}`);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `content-type: ${PROBLEM_CONTENT_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `${TRACE_ID_HEADER}: ${traceId}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
