import { type IncomingMessage } from 'node:http';
import { isEncrypted } from '../http/encrypted.js';

const NAME = 'bimetal-session';

/** The secret in the session cookie of a request; undefined without one. */
export function cookieOf(request: IncomingMessage): string | undefined {
  const { cookie } = request.headers;
  if (cookie === undefined) return undefined;
  const name = nameFor(request);
  for (const pair of cookie.split(';')) {
    const end = pair.indexOf('=');
    if (end !== -1 && pair.slice(0, end).trim() === name) return pair.slice(end + 1).trim();
  }
  return undefined;
}

/** No script reads it, no other site has it sent, and with TLS it goes over TLS alone (RFC 6265bis, 4.1.2). */
export function sessionCookie(secret: string, endsAt: number, request: IncomingMessage, trustsProxy: boolean): string {
  const seconds = Math.max(0, Math.floor((endsAt - Date.now()) / 1000));
  const secure = isSecure(request, trustsProxy) ? '; Secure' : '';
  return `${nameFor(request)}=${secret}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
}

export function expiredCookie(request: IncomingMessage, trustsProxy: boolean): string {
  return sessionCookie('', 0, request, trustsProxy);
}

/** The port is in the name, since cookies know none: two servers of one machine would take each other's away. */
function nameFor({ headers }: IncomingMessage): string {
  const port = /:(\d+)$/.exec(headers.host ?? '')?.[1];
  return port === undefined ? NAME : `${NAME}-${port}`;
}

function isSecure(request: IncomingMessage, trustsProxy: boolean): boolean {
  return isEncrypted(request) || (trustsProxy && request.headers['x-forwarded-proto'] === 'https');
}
