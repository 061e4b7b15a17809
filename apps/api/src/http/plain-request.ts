import { type IncomingMessage } from 'node:http';
import { checkHost } from './host.js';
import { type RequestRules } from './request-rules.js';

/** How the path of a document begins. */
const DOCUMENT_PATH = '/api/data/';

/** A path that is the canonical one of its key, with nothing in it to decode. */
const PLAIN_PATH = /^\/api\/data\/[\w.~!*'()/-]+$/;

/**
 * Knows requests for one document that keep to every rule and ask for nothing out of the ordinary, which is what most do. Of
 * them the rules need no second look. All others, and all in doubt, go the long way, where the rules have their one order.
 */
export class PlainRequests {
  readonly #allowsHost: RequestRules['allowsHost'];
  /** The last host that was let in: the next request has the same one. */
  #host: string | undefined;

  constructor({ allowsHost }: Pick<RequestRules, 'allowsHost'>) {
    this.#allowsHost = allowsHost;
  }

  /** The key that a request for one document names; undefined when it is one for the long way. */
  keyOf(request: IncomingMessage): string | undefined {
    const { url = '', headers } = request;
    if (!PLAIN_PATH.test(url) || request.httpVersionMinor !== 1 || request.httpVersionMajor !== 1) return undefined;
    if (request.absolute !== undefined || request.badTarget !== undefined) return undefined;
    if (
      headers['if-none-match'] !== undefined ||
      headers['if-match'] !== undefined ||
      headers.expect !== undefined ||
      headers['transfer-encoding'] !== undefined
    ) {
      return undefined;
    }
    return this.#isAllowedHost(request) ? url.slice(DOCUMENT_PATH.length) : undefined;
  }

  #isAllowedHost(request: IncomingMessage): boolean {
    const { host } = request.headers;
    if (host === undefined || (host === this.#host && hasOneHost(request.rawHeaders))) return host !== undefined;
    try {
      checkHost(request, this.#allowsHost);
    } catch {
      // The long way says what is wrong with it.
      return false;
    }
    this.#host = host;
    return true;
  }
}

/** As `isRepeated`, for the one header that every request has. */
function hasOneHost(rawHeaders: readonly string[]): boolean {
  let times = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && (name === 'Host' || name === 'host' || name.toLowerCase() === 'host')) times++;
  }
  return times === 1;
}
