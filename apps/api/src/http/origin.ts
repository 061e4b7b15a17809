import { type IncomingMessage } from 'node:http';
import { paths, TRACE_ID_HEADER } from '@bimetal/contract';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { RequestError } from '../problem/request-error.js';
import { pathOf } from './path.js';
import { routedPath } from './route.js';

/** The foreign origins whose pages may use the API, or `*`. */
export type CorsOrigins = readonly string[];

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers':
    'authorization, bimetal-expires, bimetal-ttl, content-type, idempotency-key, if-match, if-none-match, last-event-id, prefer, traceparent',
  'access-control-max-age': '600',
} as const;

/** What a page of another origin may read of an answer, beside its text. */
const EXPOSED = `bimetal-expires, bimetal-revision, etag, link, x-total-count, ${TRACE_ID_HEADER}`;

/**
 * Refuses writes that a page of another site sends. The content type alone does not stop them: `fetch` in mode `no-cors`
 * sends a Blob without any. Clients that are no browsers send none of these headers and pass.
 */
export function checkOrigin({ headers, raw }: FastifyRequest, corsOrigins: CorsOrigins): void {
  if (isFromOwnPage(raw)) return;
  const { origin } = headers;
  if (isForServerAlone(raw.url)) {
    throw new RequestError('ORIGIN_NOT_ALLOWED', `pages of ${origin ?? 'another site'} may not administrate`);
  }
  if (isAllowed(origin, corsOrigins)) return;
  throw new RequestError(
    'ORIGIN_NOT_ALLOWED',
    `pages of ${origin ?? 'another site'} may not write: start the server with --cors-origins if they should`,
  );
}

/** Whether no page of another origin sends a request: the server's own does, or who opens an address, or no browser at all. */
export function isFromOwnPage({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (site === undefined) return origin === undefined || isOwn(origin, headers.host);
  return site === 'same-origin' || site === 'none';
}

/** Lets a page of an allowed origin read an answer, refusals included, and tells it before a write that it may (Fetch, 3.2). */
export function addCorsHeaders(
  { headers, method, raw }: FastifyRequest,
  reply: FastifyReply,
  corsOrigins: CorsOrigins,
): void {
  if (corsOrigins.length === 0) return;
  const { origin } = headers;
  const isForAll = corsOrigins.includes('*');
  if (!isForAll) reply.header('vary', 'Origin');
  if (isForServerAlone(raw.url) || (!isForAll && !isAllowed(origin, corsOrigins))) return;
  reply.header('access-control-allow-origin', isForAll ? '*' : origin);
  reply.header('access-control-expose-headers', EXPOSED);
  if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return;
  reply.headers(PREFLIGHT);
  // A page of the internet that may use a server on this machine: browsers ask for that apart.
  if (headers['access-control-request-private-network'] === 'true') {
    reply.header('access-control-allow-private-network', 'true');
  }
}

/** Whether an origin is the server itself, as the request calls it; one of HTTP/1.0 may not. */
function isOwn(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.parse(origin)?.host === host.toLowerCase();
}

function isAllowed(origin: string | undefined, corsOrigins: CorsOrigins): boolean {
  return corsOrigins.includes('*') || (origin !== undefined && corsOrigins.includes(origin));
}

/** What pages of other origins get whatever is configured is documents. */
const FOR_SERVER_ALONE: readonly string[] = [
  paths.backups,
  paths.check,
  paths.apiKeys,
  paths.session,
  paths.status,
  paths.statusHistory,
  paths.metrics,
];

function isForServerAlone(url: string | undefined): boolean {
  const path = routedPath(pathOf(url));
  return FOR_SERVER_ALONE.includes(path) || path.startsWith(paths.apiKey(''));
}
