import { STATUS_CODES } from 'node:http';
import { type Duplex } from 'node:stream';
import { errorStatus, PROBLEM_CONTENT_TYPE, type Problem, TRACE_ID_HEADER } from '@bimetal/contract';
import { type Logger } from '../logging/logger.js';
import { VERSIONS_SPOKEN } from '../http/version.js';
import { traceIdOf } from '../logging/trace-id.js';
import { RequestError } from './request-error.js';
import { retryAfterOf } from './retry-after.js';

/** What Node tells of bytes that never became a request. */
type ClientError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer; readonly bytesParsed?: number };

/** A request line that is well-formed, whatever its method is, and one of another version. */
const REQUEST_LINE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+ \S+ HTTP\/1\.[01]\r?$/;
const OTHER_VERSION = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+ \S+ HTTP\/(?!1\.[01])\d\.\d\r?$/;

/** A client has so long to take its last answer and to hang up: the server closes when all connections have. */
const LINGER_MS = 5000;

/** Answers bytes that are no HTTP request. There is no reply object yet, so the answer is written by hand. */
export function answerClientError(error: ClientError, socket: Duplex, logger: Logger): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  answerByHand(toRequestError(error), socket, logger);
}

/** Answers on a connection that Node has given up reading, and ends it. */
export function answerByHand(error: RequestError, socket: Duplex, logger: Logger): void {
  const { traceId, status, code, detail } = writeByHand(error, socket);
  logger.info({ traceId, code, status }, `refused: ${detail}`);
}

/** The same, for who says in the log what there is to say. Returns what was answered. */
export function writeByHand({ code, message: detail, headers }: RequestError, socket: Duplex): Problem {
  const { status, title } = errorStatus[code];
  const traceId = traceIdOf(undefined);
  const problem: Problem = { type: `urn:bimetal:error:${code}`, title, status, detail, code, traceId };
  const retryAfter = retryAfterOf(code);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(retryAfter === undefined ? [] : [`retry-after: ${retryAfter}`]),
    `content-type: ${PROBLEM_CONTENT_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `${TRACE_ID_HEADER}: ${traceId}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  const overdue = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(overdue));
  return problem;
}

/** Node's names for what can be wrong, and what they are here. */
function toRequestError(error: ClientError): RequestError {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new RequestError(
        'REQUEST_HEADERS_TOO_LARGE',
        'path and headers have more than 16 KiB, or more than 1,000 lines: send less',
      );
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new RequestError('REQUEST_TIMEOUT', 'the headers did not arrive in time: send the request again');
    case 'HPE_INVALID_URL':
      return new RequestError(
        'REQUEST_INVALID',
        "the target is not well-formed: it begins with a '/', and what is not ASCII is written in %-escapes",
      );
    case 'HPE_PAUSED_H2_UPGRADE':
      return new RequestError('HTTP_VERSION_UNSUPPORTED', VERSIONS_SPOKEN);
    case 'HPE_INVALID_VERSION':
      // Node stops so behind a line that ends in a line feed alone as well.
      if (!OTHER_VERSION.test(lineWith(error, (error.bytesParsed ?? 0) - 2))) break;
      return new RequestError('HTTP_VERSION_UNSUPPORTED', VERSIONS_SPOKEN);
    case 'HPE_INVALID_METHOD':
    case 'HPE_INVALID_CONSTANT':
      // Or Node knows the method, as one of another protocol.
      if (!REQUEST_LINE.test(lineWith(error, (error.bytesParsed ?? 0) - 1))) break;
      return new RequestError('NOT_IMPLEMENTED', 'the server does not know this method');
    default:
  }
  const reason = error.code ?? error.message;
  return new RequestError('REQUEST_INVALID', `the bytes that came are not an HTTP/1.1 request (${reason})`);
}

/** The line with the byte that Node stopped at, as far as it is there whole. */
function lineWith({ rawPacket }: ClientError, at: number): string {
  if (rawPacket === undefined) return '';
  const begin = at < 0 ? 0 : rawPacket.lastIndexOf('\n', at) + 1;
  const end = rawPacket.indexOf('\n', begin);
  return end === -1 ? '' : rawPacket.toString('latin1', begin, end);
}
