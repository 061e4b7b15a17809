/** Everything the API answers lives under this path; every other path belongs to the page. */
export const API_PREFIX = '/api';

/** The paths of the API, for those who call it. */
export const paths = {
  /** All documents, in key order, from one snapshot. */
  documents: `${API_PREFIX}/data`,
  /** One document. A key may hold any printable character, `/` and `%` too, so it is escaped. */
  document: (key: string): string => `${API_PREFIX}/data/${encodeURIComponent(key)}`,
  /** Where a backup is made. */
  backups: `${API_PREFIX}/backups`,
  /** Whether the process runs at all. */
  live: `${API_PREFIX}/health/live`,
  /** Whether the store can be used, and which builds serve it. */
  ready: `${API_PREFIX}/health/ready`,
} as const;

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

export interface Route {
  /** The path in the router's notation. */
  readonly path: string;
  readonly pattern: RegExp;
  readonly methods: readonly HttpMethod[];
}

const READ: readonly HttpMethod[] = ['GET', 'HEAD'];

/** Every route of the API with the methods it takes: what a 405 names in its `Allow` header. */
export const routes: readonly Route[] = [
  { path: '/api/data', pattern: /^\/api\/data$/, methods: READ },
  { path: '/api/data/:key', pattern: /^\/api\/data\/[^/]+$/, methods: [...READ, 'POST', 'PUT', 'DELETE'] },
  { path: '/api/backups', pattern: /^\/api\/backups$/, methods: ['POST'] },
  { path: '/api/health/live', pattern: /^\/api\/health\/live$/, methods: READ },
  { path: '/api/health/ready', pattern: /^\/api\/health\/ready$/, methods: READ },
];

/** Whether a path belongs to the API rather than to the page. */
export function isApiPath(path: string): boolean {
  return path === API_PREFIX || path.startsWith(`${API_PREFIX}/`);
}

/** The methods a path takes; none when there is no such route. A path outside the API is the page's, which is only read. */
export function methodsOf(path: string): readonly HttpMethod[] {
  if (!isApiPath(path)) return READ;
  return routes.find((route) => route.pattern.test(path))?.methods ?? [];
}

/** The name of the response header that carries the request's trace id, as in `Problem.traceId` and in the log. */
export const TRACE_ID_HEADER = 'x-trace-id';
