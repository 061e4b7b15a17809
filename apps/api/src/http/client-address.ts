import { type IncomingMessage } from 'node:http';

/** What the client of a Unix socket is called, which has no address. */
export const UNIX_CLIENT = 'unix';

/**
 * The address that a request came from. Behind a proxy that is trusted it is the last one in `X-Forwarded-For`: that is
 * what the proxy itself has seen, and what stands before it is what the client likes to say.
 */
export function clientAddressOf(request: IncomingMessage, trustsProxy: boolean): string {
  const { headers, http2 } = request;
  if (trustsProxy) {
    const forwarded = headers['x-forwarded-for'];
    // Node joins several lines by a comma, in their order.
    const last = (Array.isArray(forwarded) ? forwarded.join() : forwarded)?.split(',').at(-1)?.trim();
    if (last !== undefined && last !== '') return last;
  }
  return (http2 === undefined ? request.socket : http2).remoteAddress ?? UNIX_CLIENT;
}
