import { type ProblemCode } from '../error-code.js';
import { type HeaderName, type ParameterName, type ResponseHeaderName } from './parameters.js';
import { type SchemaName } from './schemas.js';

/** Media types with the names of the schemas that their texts have. */
export type Content = Readonly<Record<string, SchemaName>>;

/** What a success is answered with. */
export interface Success {
  readonly description: string;
  readonly headers?: readonly ResponseHeaderName[];
  /** Those of them that stand in each such answer elsewhere, and not in each here. */
  readonly notAlways?: readonly ResponseHeaderName[];
  readonly content?: Content;
}

/** One method of one route, beside what the route itself says. */
export interface Operation {
  /** Its name for programs that make clients. */
  readonly id: string;
  readonly tag: 'documents' | 'lists' | 'changes' | 'access' | 'operation';
  readonly summary: string;
  readonly description?: string;
  /** The parameters of the query, of those that the route has. */
  readonly query?: readonly ParameterName[];
  /** Those of them that must be given. */
  readonly required?: readonly ParameterName[];
  /** Request headers. `traceparent` goes with all, and is not said here. */
  readonly headers?: readonly HeaderName[];
  readonly body?: Content;
  /** Answers that are no problems, by status. */
  readonly successes: Readonly<Record<number, Success>>;
  /** The codes of problems, beside those that any request may meet. */
  readonly codes?: readonly ProblemCode[];
}

/** Operations by method and path, in the router's notation: `GET /api/data/*`. */
export type Operations = Readonly<Record<string, Operation>>;

/** What any request may be answered, whatever it asks for. */
export const CODES_OF_ALL: readonly ProblemCode[] = [
  'REQUEST_INVALID',
  'HOST_NOT_ALLOWED',
  'REQUEST_TIMEOUT',
  'EXPECTATION_FAILED',
  'TARGET_NOT_SERVED',
  'RATE_LIMITED',
  'REQUEST_HEADERS_TOO_LARGE',
  'INTERNAL',
  'NOT_IMPLEMENTED',
  'CONNECTIONS_FULL',
  'HTTP_VERSION_UNSUPPORTED',
];

export const CODES_OF_KEYS: readonly ProblemCode[] = ['KEY_EMPTY', 'KEY_TOO_LONG', 'KEY_CHARACTER', 'KEY_SEGMENT'];

export const CODES_OF_VALUES: readonly ProblemCode[] = [
  'VALUE_NOT_JSON',
  'VALUE_NOT_UTF8',
  'VALUE_TOO_DEEP',
  'VALUE_TOO_LARGE',
  'CONTENT_TYPE_UNSUPPORTED',
];

export const CODES_OF_READING: readonly ProblemCode[] = ['STORE_CLOSED', 'DATA_DAMAGED', 'ENGINE_FAILED', 'IO'];

/** What a write may meet that is sent with an `Idempotency-Key`. */
export const CODES_OF_REPEATS: readonly ProblemCode[] = [
  'IDEMPOTENCY_KEY_IN_USE',
  'IDEMPOTENCY_KEY_REUSED',
  'SERVER_BUSY',
];

export const CODES_OF_WRITING: readonly ProblemCode[] = [
  ...CODES_OF_READING,
  'ORIGIN_NOT_ALLOWED',
  'STORE_POISONED',
  'DISK_FULL',
  'QUEUE_FULL',
];
