import { type IncomingMessage } from 'node:http';
import { type TLSSocket } from 'node:tls';

/** Whether a request came over TLS to this server itself, whatever a proxy in front of it says. */
export function isEncrypted({ socket, http2 }: Pick<IncomingMessage, 'socket' | 'http2'>): boolean {
  // HTTP/2 is spoken over TLS alone.
  return http2 !== undefined || (socket as Partial<TLSSocket>).encrypted === true;
}
