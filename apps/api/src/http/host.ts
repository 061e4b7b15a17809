import { type IncomingMessage } from 'node:http';
import { RequestError } from '../problem/request-error.js';
import { isEncrypted } from './encrypted.js';

/** A host and perhaps a port, as a URL has them (RFC 3986, 3.2.2). */
const HOST = /^(?:\[[0-9a-f:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[0-9a-f]{2})*)(?::\d*)?$/i;

/** Throws what is wrong with the host that a request is for (RFC 9112, 3.2). `allows` is asked for its name, without a port. */
export function checkHost(request: IncomingMessage, allows: ((name: string) => boolean) | undefined): void {
  const { headers, rawHeaders, httpVersion, absolute } = request;
  // Node keeps the first of several lines, and a proxy in front may have read the last.
  if (isRepeated(rawHeaders, 'host'))
    throw new RequestError('REQUEST_INVALID', 'the request has two Host headers: send one');
  const { host } = headers;
  if (host === undefined && httpVersion !== '1.0') {
    throw new RequestError('REQUEST_INVALID', 'the request has no Host header');
  }
  const asked = absolute?.authority ?? host;
  if (asked === undefined) return;
  // An http URL has a host; a Host header may be empty (RFC 9110, 4.2.1 and 7.2).
  if (!HOST.test(asked) || (absolute !== undefined && /^(?::|$)/.test(asked)))
    throw new RequestError('REQUEST_INVALID', `'${asked}' is no host: write a name and perhaps a port`);
  const scheme = absolute !== undefined && isEncrypted(request) ? 'https' : 'http';
  if (absolute !== undefined && absolute.scheme !== scheme) {
    throw new RequestError(
      'TARGET_NOT_SERVED',
      `the server answers here for ${scheme}://, not for ${absolute.scheme}://`,
    );
  }
  if (allows === undefined || allows(nameOf(asked))) return;
  const message = `the server does not answer to the host name '${asked}': start it with --hosts if it is yours`;
  throw new RequestError(absolute === undefined ? 'HOST_NOT_ALLOWED' : 'TARGET_NOT_SERVED', message);
}

/** The name in its one spelling: in lower case, without a port, and without the dot that only says that a name is whole. */
function nameOf(host: string): string {
  return host
    .replace(/:\d*$/, '')
    .replace(/(?<=[^.])\.$/, '')
    .toLowerCase();
}

/** Whether a header has two lines, which Node does not tell of those that it joins or drops. */
export function isRepeated(rawHeaders: readonly string[], name: string): boolean {
  let times = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const header = rawHeaders[index];
    if (header?.length === name.length && header.toLowerCase() === name) times++;
  }
  return times > 1;
}
