import { type IncomingMessage } from 'node:http';

declare module 'node:http' {
  interface IncomingMessage {
    /** The scheme and the authority of a target that came in absolute form. */
    absolute?: { readonly scheme: string; readonly authority: string };
    /** Whether it asks what the whole server takes (RFC 9112, 3.2.4), rather than what a path takes. */
    isForServer?: boolean;
    /** A target that is of no form that the method takes. */
    badTarget?: string;
    /** What the log and the answer call the request by. */
    traceId?: string;
  }
}

const ABSOLUTE = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is;

/**
 * Brings a target into origin form, the only one that the router and the rules know. Every server must take the absolute
 * form too (RFC 9112, 3.2.2), and then its authority counts in place of the Host header. What is neither stays as it is: the
 * router refuses it.
 */
export function toOriginForm(request: IncomingMessage): void {
  const { url = '' } = request;
  if (url.startsWith('/')) return;
  const { method, headers } = request;
  if (url === '*' && method === 'OPTIONS') {
    request.url = '/';
    request.isForServer = true;
    return;
  }
  const [, scheme, authority, rest = ''] = ABSOLUTE.exec(url) ?? [];
  if (scheme === undefined || authority === undefined) {
    request.url = '/';
    request.badTarget = url;
    return;
  }
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
  request.isForServer = rest === '' && method === 'OPTIONS';
  request.absolute = { scheme: scheme.toLowerCase(), authority };
  // A request without any Host stays without: HTTP/1.1 demands one in this form as well.
  if (headers.host !== undefined) headers.host = authority;
}
