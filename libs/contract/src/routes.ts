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
  /** The methods that the path takes, each with the status of its success. */
  readonly methods: Readonly<Partial<Record<HttpMethod, number>>>;
}

const READ = { GET: 200, HEAD: 200 } as const;

/** Every route of the API. A test of the API holds its controllers to it. */
export const routes: readonly Route[] = [
  { path: '/api/data', methods: READ },
  { path: '/api/data/:key', methods: { ...READ, POST: 200, PUT: 200, DELETE: 200 } },
  { path: '/api/backups', methods: { POST: 201 } },
  { path: '/api/health/live', methods: READ },
  { path: '/api/health/ready', methods: READ },
];

/** Whether a path belongs to the API rather than to the page. */
export function isApiPath(path: string): boolean {
  return path === API_PREFIX || path.startsWith(`${API_PREFIX}/`);
}

/** The methods a path takes, as a 405 names them; none when there is no such route. A path outside the API is the page's: read. */
export function methodsOf(path: string): readonly HttpMethod[] {
  const methods = isApiPath(path) ? routes.find((route) => matches(route, path))?.methods : READ;
  return Object.keys(methods ?? {}) as HttpMethod[];
}

function matches(route: Route, path: string): boolean {
  const parts = path.split('/');
  const expected = route.path.split('/');
  return (
    parts.length === expected.length &&
    expected.every((part, index) => (part.startsWith(':') ? parts[index] !== '' : parts[index] === part))
  );
}

/** The name of the response header that carries the request's trace id, as in `Problem.traceId` and in the log. */
export const TRACE_ID_HEADER = 'x-trace-id';
