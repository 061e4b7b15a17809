import { type JsonSchema, POINTER } from './schemas.js';

/** A parameter of a query or a header, as OpenAPI has it. */
export interface Described {
  readonly description: string;
  readonly schema: JsonSchema;
  /** False: a list is written with commas between its elements. */
  readonly explode?: false;
}

const KEY_SEGMENT = '(?!\\.{1,2}(?:/|$))[^\\u0000-\\u001f\\u007f-\\u009f/]+';

/** A key; that it has at most 512 bytes of UTF-8 no schema can say. */
const keySchema: JsonSchema = {
  type: 'string',
  minLength: 1,
  maxLength: 512,
  pattern: `^${KEY_SEGMENT}(?:/${KEY_SEGMENT})*$`,
};

const prefixSchema: JsonSchema = { type: 'string', maxLength: 512, pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$' };
const flagSchema: JsonSchema = { type: 'boolean' };
const revisionSchema: JsonSchema = { type: 'string', pattern: '^(0|[1-9][0-9]{0,19})$' };
const countSchema: JsonSchema = { type: 'string', pattern: '^[0-9]+$' };
const textSchema: JsonSchema = { type: 'string' };

/** `*`, or entity tags in quotes. */
const entityTagsSchema: JsonSchema = { type: 'string', pattern: '^(\\*|(W/)?"[!#-~]*"( ?, ?(W/)?"[!#-~]*")*)$' };

/** The id of an API key. */
export const apiKeyIdParameter: Described = { description: 'The id that its list tells.', schema: textSchema };

/** The key of a document, the rest of its path. */
export const keyParameter: Described = {
  description:
    'The key: 1 to 512 bytes of UTF-8, segments with `/` between them. A `/` may be sent as it is or as `%2F`: both name one document.',
  schema: keySchema,
};

/** What a query may say, where the meaning does not depend on the route. */
export const queryParameters = {
  prefix: { description: 'Keys that begin so.', schema: prefixSchema },
  from: { description: 'Keys from this one on.', schema: keySchema },
  to: { description: 'Keys up to this one.', schema: keySchema },
  after: { description: 'Keys behind this one.', schema: keySchema },
  before: { description: 'Keys before this one.', schema: keySchema },
  reverse: { description: 'Against the order of keys.', schema: flagSchema },
  offset: {
    description:
      'How many documents of the range are passed over first. Not together with cursor, delimiter and where.',
    schema: { type: 'integer', minimum: 0, maximum: 999_999_999_999_999 },
  },
  limit: {
    description: 'How many at most. A list without it is one stream of all.',
    schema: { type: 'integer', minimum: 1, maximum: 10_000 },
  },
  cursor: { description: 'The place that `Link` named for the next page.', schema: textSchema },
  revision: {
    description: 'The revision that all pages are held to; `latest` for that of now.',
    schema: { type: 'string', pattern: '^(latest|0|[1-9][0-9]{0,19})$' },
  },
  count: { description: 'Whether the number of documents of the range is told.', schema: flagSchema },
  envelope: { description: 'Whether an object is around the list.', schema: flagSchema },
  delimiter: {
    description:
      'Keys with this behind the prefix are told of by what they have in common up to it. It ends in no digit.',
    schema: { type: 'string', minLength: 1, maxLength: 16, pattern: '[^0-9]$' },
  },
  include: {
    description: 'What else each item says.',
    explode: false,
    schema: { type: 'array', minItems: 1, items: { enum: ['revision', 'expires'] } },
  },
  fields: {
    description: 'JSON Pointers (RFC 6901) to the parts of values that are wanted.',
    explode: false,
    schema: { type: 'array', minItems: 1, maxItems: 64, items: { type: 'string', pattern: POINTER } },
  },
  where: { description: 'A filter, such as `/age ge 21 and /city in ["Bern"]`.', schema: textSchema },
  since: { description: 'The revision behind which the changes begin.', schema: revisionSchema },
  snapshot: { description: 'Whether the state comes before the changes.', schema: flagSchema },
  wait: {
    description: 'How many seconds a list of changes waits for the first. With it the answer is JSON.',
    schema: { type: 'integer', minimum: 0, maximum: 300 },
  },
} satisfies Readonly<Record<string, Described>>;

/** What a query may say, where one name means something else on another route. */
const otherParameters = {
  'changes.include': {
    description: 'Whether changes come with their values.',
    schema: { enum: ['value', 'none'] },
  },
  'history.since': {
    description: 'Only samples that were taken after this, in milliseconds since 1970.',
    schema: { type: 'integer', minimum: 0 },
  },
  'creation.prefix': {
    description: 'What the key has before its `-` and its number.',
    schema: { ...prefixSchema, minLength: 1 },
  },
  'removal.prefix': {
    description: 'The beginning of the keys that are removed.',
    schema: { ...prefixSchema, minLength: 1 },
  },
  'removal.count': { description: 'How many documents there are to remove.', schema: { type: 'integer', minimum: 0 } },
  'import.mode': {
    description: 'Whether a document that is there is replaced, or ends the import.',
    schema: { enum: ['replace', 'create'] },
  },
} satisfies Readonly<Record<string, Described>>;

export type ParameterName = keyof typeof queryParameters | keyof typeof otherParameters;

/** A parameter and its name in a query. */
export function queryParameter(name: ParameterName): Described & { readonly name: string } {
  const all: Readonly<Record<string, Described>> = { ...queryParameters, ...otherParameters };
  return { name: name.slice(name.indexOf('.') + 1), ...(all[name] as Described) };
}

/** What a request may say in headers. */
export const requestHeaders = {
  'If-Match': {
    description: 'Only if the document has one of these entity tags; `*`: if it is there.',
    schema: entityTagsSchema,
  },
  'If-None-Match': {
    description: 'Only if the document has none of these entity tags; `*`: if there is none.',
    schema: entityTagsSchema,
  },
  'Bimetal-TTL': {
    description: 'How many seconds the document lives. Not together with `Bimetal-Expires`.',
    schema: { type: 'string', pattern: '^[0-9]{1,9}(\\.[0-9]{1,3})?$' },
  },
  'Bimetal-Expires': {
    description: 'When the document expires: an HTTP date, or RFC 3339. Not together with `Bimetal-TTL`.',
    schema: textSchema,
  },
  'Idempotency-Key': {
    description: 'A name for the write, by which it is done once however often it is sent.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  'Last-Event-ID': {
    description: 'The id of the last event, which counts for more than `since`. An empty one says nothing.',
    schema: { type: 'string', pattern: '^(|0|[1-9][0-9]{0,19})$' },
  },
  Prefer: {
    description: '`count=exact` asks for the number of documents of the range (RFC 7240).',
    schema: textSchema,
  },
  traceparent: {
    description: 'The trace that the request belongs to (W3C Trace Context). A malformed one is passed over.',
    schema: textSchema,
  },
} satisfies Readonly<Record<string, Described>>;

export type HeaderName = keyof typeof requestHeaders;

/** What an answer may say in headers. */
export const responseHeaders = {
  ETag: { description: 'The revision in quotes: what `If-Match` takes.', schema: { type: 'string' } },
  'Cache-Control': { description: 'Whether, and how, the answer may be kept.', schema: textSchema },
  'Content-Location': {
    description: 'The canonical path of the document, when another spelling was asked for.',
    schema: textSchema,
  },
  'Bimetal-Expires': { description: 'When the document expires, if it does (RFC 3339).', schema: textSchema },
  'Bimetal-Revision': { description: 'The revision that all items are of.', schema: revisionSchema },
  Link: { description: 'Where the next page is: `<…>; rel="next"`.', schema: textSchema },
  'X-Total-Count': { description: 'The number of documents of the range.', schema: countSchema },
  'X-Trace-Id': { description: 'The trace id of the request, as in the server’s log.', schema: textSchema },
  Location: { description: 'Where the document is.', schema: textSchema },
  'Idempotent-Replayed': {
    description: '`true`: the write was done before, and this is what it was answered.',
    schema: textSchema,
  },
  'Set-Cookie': { description: 'The session, which no script can read.', schema: textSchema },
  'Retry-After': { description: 'In how many seconds it is worth to ask again.', schema: countSchema },
} satisfies Readonly<Record<string, Described>>;

export type ResponseHeaderName = keyof typeof responseHeaders;

/** The headers that do not stand in every answer. */
export const OPTIONAL_HEADERS: readonly ResponseHeaderName[] = [
  'Bimetal-Expires',
  'Cache-Control',
  'Content-Location',
  'Link',
  'Idempotent-Replayed',
  'X-Total-Count',
  'Retry-After',
];
