import { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { checkHost, isRepeated } from './host.js';
import { type RequestRules } from './request-rules.js';
import { SMALL_BYTES } from './shared-memory.js';

/** How the path of a document begins. */
const DOCUMENT_PATH = '/api/data/';

/** A path that is the canonical one of its key, with nothing in it to decode. */
const PLAIN_PATH = /^\/api\/data\/[\w.~!*'()/-]+$/;

/** What a write may say that some rule has to judge, or that asks for more than a write. */
const WRITE_HEADERS = [
  'bimetal-expires',
  'bimetal-ttl',
  'content-encoding',
  'content-range',
  'idempotency-key',
  'origin',
  'sec-fetch-site',
] as const;

/**
 * Knows requests for one document that keep to every rule and ask for nothing out of the ordinary, which is what most do. Of
 * them the rules need no second look. All others, and all in doubt, go the long way, where the rules have their one order.
 */
export class PlainRequests {
  readonly #allowsHost: RequestRules['allowsHost'];
  /** The last host that was let in: the next request has the same one. */
  #host: string | undefined;

  constructor(allowsHost: RequestRules['allowsHost']) {
    this.#allowsHost = allowsHost;
  }

  /** The key of the document that a GET asks for and nothing else; undefined where it is not so. */
  readOf(request: IncomingMessage): string | undefined {
    return this.#isPlain(request) ? keyOf(request) : undefined;
  }

  /** The key of the document that a PUT or POST sets, to a small value and without more words; undefined where it is not so. */
  writeOf(request: IncomingMessage): string | undefined {
    const { headers } = request;
    const length = Number(headers['content-length'] ?? 0);
    if (!(length > 0 && length <= SMALL_BYTES) || !this.#isPlain(request) || !isJson(request)) return undefined;
    return WRITE_HEADERS.some((name) => headers[name] !== undefined) ? undefined : keyOf(request);
  }

  #isPlain(request: IncomingMessage): boolean {
    return (
      PLAIN_PATH.test(request.url ?? '') &&
      request.httpVersionMajor === 1 &&
      request.httpVersionMinor === 1 &&
      request.absolute === undefined &&
      request.badTarget === undefined &&
      isUnconditional(request.headers) &&
      this.#isAllowedHost(request)
    );
  }

  #isAllowedHost(request: IncomingMessage): boolean {
    const { host } = request.headers;
    if (host === undefined) return false;
    if (host === this.#host) return !isRepeated(request.rawHeaders, 'host');
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

function keyOf({ url = '' }: IncomingMessage): string {
  return url.slice(DOCUMENT_PATH.length);
}

function isUnconditional(headers: IncomingHttpHeaders): boolean {
  return (
    headers['if-none-match'] === undefined &&
    headers['if-match'] === undefined &&
    headers.expect === undefined &&
    headers['transfer-encoding'] === undefined
  );
}

function isJson({ headers, rawHeaders }: IncomingMessage): boolean {
  const type = headers['content-type'];
  return type === undefined || (type === 'application/json' && !isRepeated(rawHeaders, 'content-type'));
}
