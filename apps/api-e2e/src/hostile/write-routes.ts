/** A route that takes a body, as a client writes to it by hand. */
export interface WriteRoute {
  readonly name: string;
  /** The head of a request, up to the body. */
  readonly head: (headers: string) => string;
  /** A body with a JSON text in it. */
  readonly body: (value: string) => string;
}

function route(name: string, target: string, type: string, body: WriteRoute['body']): WriteRoute {
  const head = (headers: string): string =>
    `${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${type}\r\n${headers}\r\n\r\n`;
  return { name, head, body };
}

const JSON_TYPE = 'application/json';
const MERGE_TYPE = 'application/merge-patch+json';
const PATCH_TYPE = 'application/json-patch+json';
const LINES_TYPE = 'application/x-ndjson';

/** All routes that take a body. */
export const writeRoutes: readonly WriteRoute[] = [
  route('a document', 'PUT /api/data/b', JSON_TYPE, (value) => value),
  route('a document by POST', 'POST /api/data/b', JSON_TYPE, (value) => value),
  route('a number', 'POST /api/data?prefix=numbers', JSON_TYPE, (value) => value),
  route('a merge patch', 'PATCH /api/data/b', MERGE_TYPE, (value) => `{"b":${value}}`),
  route('a patch', 'PATCH /api/data/a', PATCH_TYPE, (value) => `[{"op":"add","path":"/b","value":${value}}]`),
  route('a batch', 'POST /api/batch', JSON_TYPE, (value) => `{"operations":[{"put":"b","value":${value}}]}`),
  route('an import', 'POST /api/import', JSON_TYPE, (value) => `[{"key":"b","value":${value}}]`),
  route('an import of lines', 'POST /api/import', LINES_TYPE, (value) => `{"key":"b","value":${value}}\n`),
  route('an API key', 'POST /api/keys', JSON_TYPE, (value) => `{"scopes":${value}}`),
];
