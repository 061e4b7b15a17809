import { type IncomingMessage, type ServerResponse } from 'node:http';
import { RequestError } from '../problem/request-error.js';
import { expectsContinue } from './request-body.js';

/**
 * The body of a request as it arrives, without a bound on its length. The next piece is asked for when the one before is done with,
 * so that no more than a few are held. Whoever sends nothing for too long is refused; what is not read is thrown away.
 */
export async function* piecesOf(
  request: IncomingMessage,
  response: ServerResponse,
  stallMsMax: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (expectsContinue(request)) response.writeContinue();
  const pieces = request.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const next = await withinTime(pieces.next(), stallMsMax);
      if (next.done === true) break;
      yield next.value as Uint8Array;
    }
  } finally {
    // A read that is still waited for ends when the request does.
    pieces.return?.().then(
      () => throwAwayRest(request),
      () => undefined,
    );
  }
  if (!request.complete) throw goneAway();
}

/**
 * Node throws away the body of a request only where nobody has begun to read it. Left alone, the rest would stand before the next
 * request of the connection, for ever. The iterator lets go of the stream in a tick of its own, and until then it does not flow.
 */
function throwAwayRest(request: IncomingMessage): void {
  if (!request.complete) setImmediate(() => request.resume());
}

async function withinTime<T>(next: Promise<T>, stallMsMax: number): Promise<T> {
  let overdue: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_resolve, reject) => {
    overdue = setTimeout(() => {
      const message = `nothing more of the body came for ${stallMsMax / 1000} s: send the rest again, or raise --stall-seconds`;
      reject(new RequestError('REQUEST_TIMEOUT', message, { connection: 'close' }));
    }, stallMsMax);
  });
  try {
    return await Promise.race([next, stalled]);
  } catch (error) {
    throw error instanceof RequestError ? error : goneAway();
  } finally {
    clearTimeout(overdue);
  }
}

function goneAway(): RequestError {
  return new RequestError('REQUEST_INVALID', 'the connection ended before the body did');
}
