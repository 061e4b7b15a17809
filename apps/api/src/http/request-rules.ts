import { type FastifyRequest } from 'fastify';
import { type Access } from '../access/access.js';
import { RequestError } from '../problem/request-error.js';
import { checkContent } from './content.js';
import { checkHost } from './host.js';
import { checkPatchContent } from './patch-content.js';
import { checkOrigin, type CorsOrigins } from './origin.js';
import { checkQuery } from './query.js';
import { expectsContinue } from './request-body.js';
import { type IsPage, noRoute } from './route.js';
import { VERSIONS_SPOKEN } from './version.js';

/** What every request must keep to before anything looks at it. */
export interface RequestRules {
  /** Whether a host name, in lower case and without a port, may be asked for; undefined when any may. */
  readonly allowsHost: ((host: string) => boolean) | undefined;
  readonly corsOrigins: CorsOrigins;
  readonly isPage: IsPage;
  readonly access: Pick<Access, 'check'>;
}

/** The methods that change nothing, by RFC 9110. Browsers send the others across sites as well, some without asking first. */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Throws what is wrong with a request, judged by its headers alone: its body is not read for that. The order is that of
 * docs/operations.md, "What is wrong first": framing, target, host, origin, API key, method, query,
 * expectation, content. Conditions and the
 * body come after it. Of a request that has more than one fault, every client hears of the same one.
 */
export function checkRequest(request: FastifyRequest, rules: RequestRules): void {
  checkFraming(request);
  checkTarget(request);
  checkHost(request.raw, rules.allowsHost);
  if (!isSafe(request)) checkOrigin(request, rules.corsOrigins);
  rules.access.check(request);
  if (request.is404) throw noRoute(request, rules.isPage);
  checkQuery(request);
  checkExpectation(request);
  if (request.method === 'POST' || request.method === 'PUT') checkContent(request.raw);
  else if (request.method === 'PATCH') checkPatchContent(request.raw);
}

/** Whether a request changes nothing, by its method. */
export function isSafe({ method }: Pick<FastifyRequest, 'method'>): boolean {
  return SAFE_METHODS.has(method);
}

/** Node has taken the message apart by then, also one of HTTP/0.9 or HTTP/2.0, or one whose end nothing tells. */
function checkFraming({ raw }: FastifyRequest): void {
  // There the frames say where a body ends.
  if (raw.http2 !== undefined) return;
  const { httpVersion, headers } = raw;
  const isEarlier = httpVersion === '1.0';
  if (httpVersion !== '1.1' && !isEarlier) throw new RequestError('HTTP_VERSION_UNSUPPORTED', VERSIONS_SPOKEN);
  const coding = headers['transfer-encoding'];
  if (coding === undefined || (!isEarlier && /^chunked$/i.test(coding))) return;
  // The connection is of no more use: where the next request begins is anybody's guess (RFC 9112, 6.1 and 6.3).
  if (isEarlier || !/(?:^|,)[ \t]*chunked[ \t]*$/i.test(coding)) {
    const message = `nothing tells where a body in the transfer coding '${coding}' ends: send Content-Length, or chunks`;
    throw new RequestError('REQUEST_INVALID', message, { connection: 'close' });
  }
  throw new RequestError(
    'NOT_IMPLEMENTED',
    `the transfer coding '${coding}' is not known: send the body in chunks alone`,
  );
}

/** No client sends a fragment. Read without it, the target would name another document than a key with a `#` that was not escaped. */
function checkTarget({ raw }: FastifyRequest): void {
  if (raw.badTarget !== undefined) {
    throw new RequestError(
      'REQUEST_INVALID',
      `'${raw.badTarget}' is no target: it begins with a '/', and * is for OPTIONS`,
    );
  }
  if (raw.url?.includes('#') === true) {
    throw new RequestError('REQUEST_INVALID', "a request has no '#' in its target: write a '#' in a key as %23");
  }
}

function checkExpectation({ raw }: FastifyRequest): void {
  const { expect = '' } = raw.headers;
  if (!expectsContinue(raw) || /^[\s,]*100-continue(?:[\s,]+100-continue)*[\s,]*$/i.test(expect)) return;
  throw new RequestError('EXPECTATION_FAILED', `the server knows the expectation 100-continue, not '${expect}'`);
}
