import { type IncomingMessage } from 'node:http';
import { expectsContinue } from './request-body.js';

/** LIMIT: what is read of a refused body, and for how long, before the answer goes out all the same. */
const DRAIN_BYTES_MAX = 64 * 1024 * 1024;
const DRAIN_MS_MAX = 5000;

/**
 * Calls `answer` when the client will be able to read the answer to a request whose body is not wanted. On a connection
 * that stays open this is now: Node throws the rest of the body away. On one that closes, the system would reset it under a
 * client that is still sending, and the answer would be lost with it; so the rest of the body is read first.
 */
export function whenReadable(request: IncomingMessage, answer: () => void): void {
  // A body that the client keeps back until it is asked for does not come.
  if (request.complete || request.destroyed || !closesAfterwards(request) || expectsContinue(request)) {
    answer();
    return;
  }
  let bytes = 0;
  const finish = (): void => {
    clearTimeout(overdue);
    request.off('data', count).off('end', finish).off('close', finish);
    answer();
  };
  const count = (chunk: Uint8Array): void => {
    bytes += chunk.length;
    if (bytes > DRAIN_BYTES_MAX) finish();
  };
  const overdue = setTimeout(finish, DRAIN_MS_MAX);
  request.on('data', count).once('end', finish).once('close', finish);
  request.resume();
}

function closesAfterwards({ headers, httpVersion }: IncomingMessage): boolean {
  const connection = headers.connection?.toLowerCase() ?? '';
  return httpVersion === '1.0' ? connection !== 'keep-alive' : /\bclose\b/.test(connection);
}
