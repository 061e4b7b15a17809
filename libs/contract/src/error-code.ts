import { type ErrorCode } from '@bimetal/bindings/browser';

/** The codes that only the API gives. Codes are API: a name, once published, keeps its meaning. */
export const API_ERROR_CODES = [
  'ADDRESS_NOT_ALLOWED',
  'ANSWER_INVALID',
  'API_KEY_ADMIN_NEEDED',
  'API_KEY_EXPIRED',
  'API_KEY_INVALID',
  'API_KEY_NOT_FOUND',
  'API_KEY_PREFIX',
  'API_KEY_REQUIRED',
  'API_KEY_SCOPE',
  'API_KEY_UNKNOWN',
  'API_KEYS_TOO_MANY',
  'AUTHENTICATION_LIMITED',
  'BACKUPS_NOT_CONFIGURED',
  'BACKUP_RUNNING',
  'CHECK_RUNNING',
  'CONFIG_INVALID',
  'CONNECTIONS_FULL',
  'CONTENT_TYPE_UNSUPPORTED',
  'COUNT_CONFLICT',
  'CURSOR_INVALID',
  'EXPECTATION_FAILED',
  'HISTORY_GONE',
  'HOST_NOT_ALLOWED',
  'HTTP_VERSION_UNSUPPORTED',
  'IDEMPOTENCY_KEY_IN_USE',
  'IDEMPOTENCY_KEY_REUSED',
  'LISTEN_FAILED',
  'METHOD_NOT_ALLOWED',
  'NOT_IMPLEMENTED',
  'ORIGIN_NOT_ALLOWED',
  'PARAMETER_INVALID',
  'PRECONDITION_FAILED',
  'RANGE_NOT_SATISFIABLE',
  'RATE_LIMITED',
  'REQUEST_HEADERS_TOO_LARGE',
  'REQUEST_INVALID',
  'REQUEST_TIMEOUT',
  'REVISION_GONE',
  'ROUTE_NOT_FOUND',
  'SERVER_BUSY',
  'SERVER_STOPPING',
  'SERVER_UNREACHABLE',
  'TARGET_NOT_SERVED',
] as const;

export type ApiErrorCode = (typeof API_ERROR_CODES)[number];

/** Every code a caller of the API may see: the store's, the addon's, the bindings' and the API's own. */
export type ProblemCode = ErrorCode | ApiErrorCode;
