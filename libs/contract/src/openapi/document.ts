import { type ProblemCode } from '../error-code.js';
import { errorStatus } from '../error-status.js';
import { PROBLEM_CONTENT_TYPE } from '../problem.js';
import { type HttpMethod, routes, type Route } from '../routes.js';
import { accessOperations, CODES_OF_ACCESS } from './access.js';
import { changeOperations } from './changes.js';
import { documentOperations } from './documents.js';
import { listOperations } from './lists.js';
import { writeOperations } from './many-writes.js';
import { CODES_OF_ALL, type Content, type Operation, type Operations, type Success } from './operation.js';
import {
  apiKeyIdParameter,
  type Described,
  keyParameter,
  OPTIONAL_HEADERS,
  queryParameter,
  requestHeaders,
  type ResponseHeaderName,
  responseHeaders,
} from './parameters.js';
import { type OpenApiDocument, type OpenApiOperation, type OpenApiParameter, type PathItem } from './open-api.js';
import { componentSchemas, type JsonSchema, reference } from './schemas.js';
import { serviceOperations } from './service.js';

type Answer = OpenApiOperation['responses'][string];

export type { OpenApiDocument, OpenApiOperation, OpenApiParameter, PathItem } from './open-api.js';

/** What each method of each route does. HEAD is where GET is, and not named. */
export const operations: Operations = {
  ...documentOperations,
  ...listOperations,
  ...writeOperations,
  ...changeOperations,
  ...accessOperations,
  ...serviceOperations,
};

/** The API as an OpenAPI 3.1 document: every route, method, parameter, header, media type, and status with its codes. */
export function openApiDocument(version: string): OpenApiDocument {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Bimetal',
      version,
      summary: 'A JSON document store',
      license: { name: 'MIT OR Apache-2.0', identifier: 'MIT OR Apache-2.0' },
    },
    // The server that the document came from.
    servers: [{ url: '/' }],
    tags: [
      { name: 'documents', description: 'One document' },
      { name: 'lists', description: 'Many documents' },
      { name: 'changes', description: 'What happens to documents' },
      { name: 'access', description: 'API keys, and sessions that stand for them' },
      { name: 'operation', description: 'The server itself' },
    ],
    paths: Object.fromEntries(routes.map((route) => [pathOf(route), pathItemOf(route)])),
    components: {
      schemas: componentSchemas(),
      headers: mapValues(responseHeaders, headerOf),
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, where the server has some.' },
      },
    },
  };
}

/** The path of a route as OpenAPI writes it. */
function pathOf({ path }: Route): string {
  return path.replace('*', '{key}').replace(':id', '{id}');
}

function pathItemOf(route: Route): PathItem {
  const { path, methods, needs, describe } = route;
  const entries = Object.keys(methods).map((method) => {
    const isHead = method === 'HEAD';
    const name = `${isHead ? 'GET' : method} ${path}`;
    const operation = operations[name];
    if (operation === undefined) throw new Error(`the contract says nothing of ${name}`);
    const isOpen = needs[method as HttpMethod] === 'open';
    return [method.toLowerCase(), operationOf(isHead ? headOf(operation) : operation, isOpen)] as const;
  });
  return { summary: describe, parameters: pathParametersOf(route), ...Object.fromEntries(entries) };
}

function pathParametersOf({ path }: Route): OpenApiParameter[] {
  if (path.endsWith('*')) return [{ name: 'key', in: 'path', required: true, ...keyParameter }];
  if (path.endsWith(':id')) return [{ name: 'id', in: 'path', required: true, ...apiKeyIdParameter }];
  return [];
}

/** What HEAD is where GET is this: the same, and no text. */
function headOf(operation: Operation): Operation {
  const { id, summary, successes } = operation;
  return {
    ...operation,
    id: `${id}Head`,
    summary: `${summary}: the headers alone`,
    successes: mapValues(successes, ({ content: _, ...success }) => success),
  };
}

function operationOf(operation: Operation, isOpen: boolean): OpenApiOperation {
  const { id, tag, summary, description, query = [], required = [], headers = [], body } = operation;
  const parameters: OpenApiParameter[] = [
    ...query.map((key) => {
      const { name, explode, ...described } = queryParameter(key);
      const style = explode === false ? { style: 'form', explode } : {};
      return { name, in: 'query', required: required.includes(key), ...described, ...style };
    }),
    ...[...headers, 'traceparent' as const].map((name) => ({ name, in: 'header', ...requestHeaders[name] })),
  ];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    parameters,
    ...(body === undefined ? {} : { requestBody: { required: true, content: contentOf(body) } }),
    responses: responsesOf(operation, isOpen),
    // A server without API keys asks for none.
    security: isOpen ? [] : [{ apiKey: [] }, {}],
  };
}

function responsesOf({ id, successes, codes = [] }: Operation, isOpen: boolean): OpenApiOperation['responses'] {
  const all = new Set([...codes, ...(isOpen ? [] : CODES_OF_ACCESS), ...CODES_OF_ALL]);
  const byStatus = Map.groupBy(all, (code) => errorStatus[code].status);
  const problems = [...byStatus].map(([status, some]) => [status, problemOf(some, id.endsWith('Head'))] as const);
  return { ...mapValues(successes, successOf), ...Object.fromEntries(problems) };
}

function successOf({ description, headers = [], notAlways = [], content }: Success): Answer {
  const some = notAlways.map((name) => [name, { ...responseHeaders[name], required: false }] as const);
  return {
    description,
    headers: { ...headersOf([...headers, 'X-Trace-Id']), ...Object.fromEntries(some) },
    ...(content === undefined ? {} : { content: contentOf(content) }),
  };
}

function problemOf(codes: readonly ProblemCode[], isHead: boolean): Answer {
  const schema = { allOf: [reference('Problem'), { properties: { code: { enum: codes } } }] };
  return {
    description: codes.map((code) => `\`${code}\`: ${errorStatus[code].title}.`).join(' '),
    headers: headersOf(['Cache-Control', 'X-Trace-Id', 'Retry-After']),
    ...(isHead ? {} : { content: { [PROBLEM_CONTENT_TYPE]: { schema } } }),
  };
}

function contentOf(content: Content): NonNullable<Answer['content']> {
  return mapValues(content, (schema) => ({ schema: reference(schema) }));
}

function headersOf(names: readonly ResponseHeaderName[]): JsonSchema {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function headerOf(described: Described, name: string): JsonSchema {
  return { required: !OPTIONAL_HEADERS.some((optional) => optional === name), ...described };
}

function mapValues<V, W>(object: Readonly<Record<string, V>>, map: (value: V, key: string) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}
