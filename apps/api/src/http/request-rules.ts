import { methodsOf } from '@bimetal/contract';
import { type FastifyRequest } from 'fastify';
import { RequestError } from '../problem/request-error.js';
import { pathOf } from './path.js';

/** What every request must keep to before anything looks at it. */
export interface RequestRules {
  /** Whether a host name, in lower case and without a port, may be asked for; undefined when any may. */
  readonly allowsHost: ((host: string) => boolean) | undefined;
  /** The foreign origins whose pages may write, or `*`. */
  readonly corsOrigins: readonly string[];
}

/** The methods that change nothing, by RFC 9110. Browsers send the others across sites as well, some without asking first. */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Throws what is wrong with a request, judged by its headers alone: its body is not read for that. */
export function checkRequest(request: FastifyRequest, rules: RequestRules): void {
  checkHost(request, rules);
  checkTarget(request);
  if (!isSafe(request)) checkOrigin(request, rules);
  if (request.is404) throw noRoute(request);
  if (request.method === 'POST' || request.method === 'PUT') checkContentType(request);
}

/** Whether a request changes nothing, by its method. */
export function isSafe({ method }: Pick<FastifyRequest, 'method'>): boolean {
  return SAFE_METHODS.has(method);
}

function checkHost({ raw, headers }: FastifyRequest, { allowsHost }: RequestRules): void {
  const { host } = headers;
  if (host === undefined) {
    if (raw.httpVersion === '1.0') return;
    throw new RequestError('REQUEST_INVALID', 'the request has no Host header');
  }
  if (allowsHost === undefined || allowsHost(host.replace(/:\d*$/, '').toLowerCase())) return;
  throw new RequestError(
    'HOST_NOT_ALLOWED',
    `the server does not answer to the host name '${host}': start it with --hosts if it is yours`,
  );
}

/** No client sends a fragment. Read without it, the target would name another document than a key with a `#` that was not escaped. */
function checkTarget({ raw }: FastifyRequest): void {
  if (raw.url?.includes('#') === true) {
    throw new RequestError('REQUEST_INVALID', "a request has no '#' in its target: write a '#' in a key as %23");
  }
}

/**
 * Refuses writes that a page of another site sends. The content type alone does not stop them: `fetch` in mode `no-cors`
 * sends a Blob without any. Clients that are no browsers send none of these headers and pass.
 */
function checkOrigin({ headers }: FastifyRequest, { corsOrigins }: RequestRules): void {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return;
  if (site === undefined && (origin === undefined || URL.parse(origin)?.host === headers.host)) return;
  if (corsOrigins.includes('*') || (origin !== undefined && corsOrigins.includes(origin))) return;
  throw new RequestError(
    'ORIGIN_NOT_ALLOWED',
    `pages of ${origin ?? 'another site'} may not write: start the server with --cors-origins if they should`,
  );
}

/** What a path is answered that no route takes, or none with the request's method. */
export function noRoute(request: FastifyRequest): RequestError {
  const path = pathOf(request.raw.url);
  const methods = methodsOf(path);
  // A path that means a route only once its `/` are unescaped takes the method, and is no route.
  if (methods.length === 0 || methods.some((method) => method === request.method)) {
    return new RequestError('ROUTE_NOT_FOUND', `there is no route ${path}`);
  }
  const allow = methods.join(', ');
  return new RequestError('METHOD_NOT_ALLOWED', `${path} takes ${allow}, not ${request.method}`, { allow });
}

function checkContentType({ headers }: FastifyRequest): void {
  const type = headers['content-type'];
  if (type !== undefined && type !== 'application/json' && !isJsonType(type)) {
    throw new RequestError('CONTENT_TYPE_UNSUPPORTED', `a value is sent as application/json, not as '${type}'`);
  }
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new RequestError('CONTENT_TYPE_UNSUPPORTED', `a value is sent as it is, not in the encoding '${encoding}'`);
  }
}

/** `application/json` with no parameter or with charset UTF-8. Types that end in +json mean more than a value: not these. */
function isJsonType(type: string): boolean {
  return /^application\/json\s*(;\s*(charset\s*=\s*("utf-8"|utf-8)\s*)?)*$/i.test(type);
}
