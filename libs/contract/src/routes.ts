import { type Need, type Reach } from './scope.js';

/** Everything the API answers lives under this path; every other path belongs to the page. */
export const API_PREFIX = '/api';

/** The paths of the API, for those who call it. */
export const paths = {
  /** What there is: the routes of the API. */
  index: API_PREFIX,
  /** The API as an OpenAPI document. */
  openApi: `${API_PREFIX}/openapi.json`,
  /** The API as a page to read, and to try it. */
  docs: `${API_PREFIX}/docs`,
  /** All documents, in key order, from one snapshot. */
  documents: `${API_PREFIX}/data`,
  /** The documents behind this key, as above: how a reader who has stopped goes on. */
  documentsAfter: (key: string): string => `${API_PREFIX}/data?after=${encodeURIComponent(key)}`,
  /** The documents whose keys begin so. */
  documentsWithPrefix: (prefix: string): string => `${API_PREFIX}/data?prefix=${encodeURIComponent(prefix)}`,
  /** One document: the one canonical URL of its key. The API takes every other spelling that decodes to the key, too. */
  document: (key: string): string => `${API_PREFIX}/data/${escapedKey(key)}`,
  /** The changes of documents, as they come. */
  changes: `${API_PREFIX}/changes`,
  /** A document under a number of the server's: its key begins so, and goes on with `-` and the number. */
  documentsNumbered: (prefix: string): string => `${API_PREFIX}/data?prefix=${encodeURIComponent(prefix)}`,
  /** Writes that commit as one. */
  batch: `${API_PREFIX}/batch`,
  /** Where documents are taken in. */
  import: `${API_PREFIX}/import`,
  /** Where a backup is made. */
  backups: `${API_PREFIX}/backups`,
  /** Where the store is checked. */
  check: `${API_PREFIX}/check`,
  /** The API keys. */
  apiKeys: `${API_PREFIX}/keys`,
  /** One API key. */
  apiKey: (id: string): string => `${API_PREFIX}/keys/${encodeURIComponent(id)}`,
  /** Who asks, and where a browser begins and ends its session. */
  session: `${API_PREFIX}/session`,
  /** What the server is and does, for people who look after it. */
  status: `${API_PREFIX}/status`,
  /** What it did in the last hour. */
  statusHistory: `${API_PREFIX}/status/history`,
  /** What it counts, where the server was started with metrics. No part of the API: collectors look for it here. */
  metrics: '/metrics',
  /** Whether the process runs at all. */
  live: `${API_PREFIX}/health/live`,
  /** Whether the store can be used, and which builds serve it. */
  ready: `${API_PREFIX}/health/ready`,
} as const;

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Route {
  /** The path in the router's notation: `*` takes the rest, with every `/` in it, and `:id` one segment. */
  readonly path: string;
  /** The methods that the path takes, each with the status of its success. */
  readonly methods: Readonly<Partial<Record<HttpMethod, number>>>;
  /** The names that a query may have. */
  readonly parameters?: readonly string[];
  /** What an API key must be for, by method, where the server has any. */
  readonly needs: Readonly<Partial<Record<HttpMethod, Need>>>;
  /** Which documents a request reaches. */
  readonly reach: Reach;
  /** What it is for, in a few words. */
  readonly describe: string;
}

/** What a list may be asked for. */
export const LIST_PARAMETERS = [
  'prefix',
  'delimiter',
  'from',
  'to',
  'after',
  'before',
  'reverse',
  'offset',
  'limit',
  'cursor',
  'revision',
  'count',
  'envelope',
  'include',
  'fields',
  'where',
] as const;

const READ = { GET: 200, HEAD: 200 } as const;
const READ_NEEDS = { GET: 'read', HEAD: 'read' } as const;
const ANY_NEEDS = { GET: 'any', HEAD: 'any' } as const;
const OPEN_NEEDS = { GET: 'open', HEAD: 'open' } as const;

/** Every route of the API. A test of the API holds its controllers to it. */
export const routes: readonly Route[] = [
  { path: '/api', methods: READ, needs: ANY_NEEDS, reach: 'nothing', describe: 'this list' },
  {
    path: '/api/openapi.json',
    methods: READ,
    needs: OPEN_NEEDS,
    reach: 'nothing',
    describe: 'all of the API, exactly, as an OpenAPI 3.1 document',
  },
  {
    path: '/api/docs',
    methods: READ,
    needs: OPEN_NEEDS,
    reach: 'nothing',
    describe: 'the same as a page, on which requests can be tried',
  },
  {
    path: '/api/data',
    methods: { ...READ, POST: 201, DELETE: 200 },
    parameters: LIST_PARAMETERS,
    needs: { ...READ_NEEDS, POST: 'write', DELETE: 'read and write' },
    reach: 'prefix',
    describe:
      'all documents, or those of a range, by pages if they are asked for; POST makes one whose key is the prefix and a number, DELETE removes those of a prefix, as many as count says',
  },
  {
    path: '/api/data/*',
    methods: { ...READ, POST: 200, PUT: 200, PATCH: 200, DELETE: 200 },
    needs: { ...READ_NEEDS, POST: 'write', PUT: 'write', PATCH: 'read and write', DELETE: 'write' },
    reach: 'key',
    describe: 'one document: the rest of the path is its key, the body its JSON, or that of a patch',
  },
  {
    path: '/api/changes',
    methods: READ,
    parameters: ['since', 'prefix', 'where', 'include', 'snapshot', 'wait', 'limit'],
    needs: READ_NEEDS,
    reach: 'prefix',
    describe: 'the changes as they come: server-sent events, or a list that waits for the next ones',
  },
  {
    path: '/api/batch',
    methods: { POST: 200 },
    needs: { POST: 'write' },
    reach: 'body',
    describe: 'writes of many documents, all or nothing',
  },
  {
    path: '/api/import',
    methods: { POST: 200 },
    parameters: ['mode'],
    needs: { POST: 'write' },
    reach: 'body',
    describe: 'takes in documents, a line each or as one array; mode is replace or create',
  },
  {
    path: '/api/backups',
    methods: { POST: 201 },
    needs: { POST: 'admin' },
    reach: 'store',
    describe: 'makes a backup, where the server has a folder for them',
  },
  {
    path: '/api/check',
    methods: { POST: 200 },
    needs: { POST: 'admin' },
    reach: 'store',
    describe: 'reads the whole store and tells what is damaged, a line each, with its progress',
  },
  {
    path: '/api/keys',
    methods: { ...READ, POST: 201 },
    needs: { GET: 'admin', HEAD: 'admin', POST: 'admin' },
    reach: 'store',
    describe: 'the API keys: what they are for, but for their secrets; makes one',
  },
  {
    path: '/api/keys/:id',
    methods: { DELETE: 200 },
    needs: { DELETE: 'admin' },
    reach: 'store',
    describe: 'revokes an API key',
  },
  {
    path: '/api/session',
    methods: { ...READ, POST: 201, DELETE: 204 },
    needs: { ...ANY_NEEDS, POST: 'any', DELETE: 'open' },
    reach: 'nothing',
    describe: 'who asks; begins and ends the session of a browser',
  },
  {
    path: '/api/status',
    methods: READ,
    needs: READ_NEEDS,
    reach: 'store',
    describe: 'what the server is and does: builds, store, memory, connections',
  },
  {
    path: '/api/status/history',
    methods: READ,
    parameters: ['since'],
    needs: READ_NEEDS,
    reach: 'store',
    describe: 'the last hour of it, in samples of a few seconds',
  },
  {
    path: '/api/health',
    methods: READ,
    needs: ANY_NEEDS,
    reach: 'nothing',
    describe: 'the part of this list that is about health',
  },
  {
    path: '/api/health/live',
    methods: READ,
    needs: OPEN_NEEDS,
    reach: 'nothing',
    describe: 'whether the process answers',
  },
  {
    path: '/api/health/ready',
    methods: READ,
    needs: { GET: 'optional', HEAD: 'optional' },
    reach: 'nothing',
    describe: 'whether the store takes reads and writes, and which builds run',
  },
];

/** Whether a path belongs to the API rather than to the page. */
export function isApiPath(path: string): boolean {
  return path === API_PREFIX || path.startsWith(`${API_PREFIX}/`);
}

/** The methods a path takes, as a 405 names them; none when there is no such route. A path outside the API is the page's: read. */
export function methodsOf(path: string): readonly HttpMethod[] {
  const methods = isApiPath(path) ? routeOf(path)?.methods : READ;
  return Object.keys(methods ?? {}) as HttpMethod[];
}

/** The names that a query of a path may have; undefined when there is no such route. */
export function parametersOf(path: string): readonly string[] | undefined {
  const route = routeOf(path);
  return route && (route.parameters ?? []);
}

function routeOf(path: string): Route | undefined {
  return routes.find((route) => matches(route, path));
}

function matches(route: Route, path: string): boolean {
  if (route.path.endsWith('*')) return path.startsWith(route.path.slice(0, -1));
  const [before = '', name] = route.path.split(':');
  if (name === undefined) return path === before;
  return path.startsWith(before) && path.length > before.length && !path.includes('/', before.length);
}

/** A segment that browsers and proxies take away. Only keys that earlier releases took can have one. */
const REWRITTEN_SEGMENT = /(?:^|\/)\.{0,2}(?:\/|$)/;

/** `/` separates segments in a URL as it does in a key, unless a segment would not arrive as it is. */
function escapedKey(key: string): string {
  const escaped = encodeURIComponent(key);
  return REWRITTEN_SEGMENT.test(key) ? escaped : escaped.replaceAll('%2F', '/');
}

/** The name of the response header that carries the request's trace id, as in `Problem.traceId` and in the log. */
export const TRACE_ID_HEADER = 'x-trace-id';
