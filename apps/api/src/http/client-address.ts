import { type IncomingMessage } from 'node:http';
import { type Socket } from 'node:net';

/** What the client of a Unix socket is called, which has no address. */
export const UNIX_CLIENT = 'unix';

/** What a client is called that had gone before anybody asked where it is: the system has forgotten. It may be from anywhere. */
export const UNKNOWN_CLIENT = 'unknown';

/** The connections through Unix sockets. That one has no address does not make it one of them. */
const unixConnections = new WeakSet<Socket>();

/**
 * Asks the system for the addresses of a connection while it knows them, and Node remembers. Of a connection that was reset it knows
 * only our own.
 */
export function noteAddresses(socket: Socket): void {
  if (socket.remoteAddress === undefined && socket.localAddress === undefined) unixConnections.add(socket);
}

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
  // What came over HTTP/2 came over TCP.
  if (http2 !== undefined) return http2.remoteAddress ?? UNKNOWN_CLIENT;
  const { socket } = request;
  return socket.remoteAddress ?? (unixConnections.has(socket) ? UNIX_CLIENT : UNKNOWN_CLIENT);
}
