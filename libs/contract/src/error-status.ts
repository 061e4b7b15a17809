import { type ProblemCode } from './error-code.js';

export interface ErrorStatus {
  /** The HTTP status of the code. */
  readonly status: number;
  /** The same words for every occurrence of the code. */
  readonly title: string;
}

/**
 * The one table from code to HTTP status. The type makes a code without a row a compile error; a test makes sure that the
 * codes of Rust are in the type, and in docs/errors.md.
 */
export const errorStatus: Readonly<Record<ProblemCode, ErrorStatus>> = {
  KEY_EMPTY: { status: 400, title: 'The key is empty' },
  KEY_TOO_LONG: { status: 400, title: 'The key is too long' },
  KEY_CHARACTER: { status: 400, title: 'The key has a character that no key has' },
  KEY_SEGMENT: { status: 400, title: 'The key has a segment that no key has' },
  KEY_BAD_NUMBER: { status: 400, title: 'The name and the number make no key' },
  PREFIX_INVALID: { status: 400, title: 'The prefix is not valid' },

  VALUE_NOT_JSON: { status: 400, title: 'The value is not JSON' },
  VALUE_NOT_UTF8: { status: 400, title: 'The value is not UTF-8' },
  VALUE_TOO_DEEP: { status: 400, title: 'The value is nested too deeply' },
  VALUE_TOO_LARGE: { status: 413, title: 'The value is too large' },

  POINTER_INVALID: { status: 400, title: 'The JSON Pointer is not valid' },
  FILTER_INVALID: { status: 400, title: 'The filter is not valid' },
  FIELDS_INVALID: { status: 400, title: 'The fields are not valid' },
  PATCH_INVALID: { status: 400, title: 'The patch is not valid' },
  PATCH_FAILED: { status: 409, title: 'The patch does not fit the document' },
  PATCH_TOO_LARGE: { status: 413, title: 'The patch is too much work' },

  BATCH_INVALID: { status: 400, title: 'The batch is not as it should be' },
  ENTRY_INVALID: { status: 400, title: 'A document to import is not as it should be' },
  BATCH_EMPTY: { status: 400, title: 'The batch is empty' },
  BATCH_TOO_LARGE: { status: 400, title: 'The batch is too large' },
  BATCH_CLOSED: { status: 500, title: 'The batch was used after its end' },
  REVISION_CONFLICT: { status: 412, title: 'The document is not as the condition says' },
  REVISION_INVALID: { status: 400, title: 'The revision is not valid' },

  STORE_CLOSED: { status: 503, title: 'The store is closed' },
  STORE_LOCKED: { status: 503, title: 'Another process holds the data folder' },
  STORE_POISONED: { status: 503, title: 'The store refuses writes' },
  DISK_FULL: { status: 507, title: 'The disk is full' },
  QUEUE_FULL: { status: 503, title: 'Too many writes wait for the disk' },
  SNAPSHOT_CLOSED: { status: 500, title: 'The snapshot was used after it was closed' },
  CURSOR_CLOSED: { status: 500, title: 'The cursor was used after it was closed' },
  FEED_CLOSED: { status: 500, title: 'The change feed was used after it was closed' },
  ENGINE_UNKNOWN: { status: 500, title: 'The engine is not known' },
  ENGINE_MISMATCH: { status: 500, title: 'The data folder belongs to another engine' },
  ENGINE_FAILED: { status: 500, title: 'The engine failed' },
  FORMAT_UNSUPPORTED: { status: 500, title: 'The format of the data folder is not supported' },
  FOLDER_INVALID: { status: 500, title: 'The data folder is not valid' },
  DATA_DAMAGED: { status: 500, title: 'The data folder is damaged' },
  CANCELLED: { status: 500, title: 'The operation was cancelled' },
  IO: { status: 500, title: 'Reading or writing the data folder failed' },

  BUFFER_ZERO_LENGTH: { status: 500, title: 'A buffer had no room' },
  HANDLE_CLOSED: { status: 500, title: 'A handle was used after it was closed' },
  HANDLE_BUSY: { status: 500, title: 'A handle was used twice at once' },
  ARGUMENT_INVALID: { status: 500, title: 'A call to the addon had a wrong argument' },
  TEST_ERROR: { status: 500, title: 'A test asked for this error' },
  INTERNAL: { status: 500, title: 'Something broke inside' },
  ADDON_NOT_LOADED: { status: 500, title: 'The addon could not be loaded' },
  ABORTED: { status: 500, title: 'The operation was aborted' },

  ADDRESS_NOT_ALLOWED: { status: 403, title: 'The route answers to this machine only' },
  API_KEY_ADMIN_NEEDED: { status: 409, title: 'One API key must be for administration' },
  API_KEY_EXPIRED: { status: 401, title: 'The API key has expired' },
  API_KEY_INVALID: { status: 400, title: 'What was asked for makes no API key' },
  API_KEY_NOT_FOUND: { status: 404, title: 'There is no such API key' },
  API_KEY_PREFIX: { status: 403, title: 'The API key is for other documents' },
  API_KEY_REQUIRED: { status: 401, title: 'The server needs an API key' },
  API_KEY_SCOPE: { status: 403, title: 'The API key is not for this' },
  API_KEY_UNKNOWN: { status: 401, title: 'The API key is not known' },
  API_KEYS_TOO_MANY: { status: 409, title: 'The server has as many API keys as it takes' },
  AUTHENTICATION_LIMITED: { status: 429, title: 'Too many API keys were wrong' },
  BACKUPS_NOT_CONFIGURED: { status: 404, title: 'The server has no folder for backups' },
  BACKUP_RUNNING: { status: 409, title: 'A backup is being made' },
  CONFIG_INVALID: { status: 500, title: 'The configuration is not valid' },
  CONNECTIONS_FULL: { status: 503, title: 'The server has no connection left' },
  CONTENT_TYPE_UNSUPPORTED: { status: 415, title: 'The content type is not JSON' },
  COUNT_CONFLICT: { status: 412, title: 'The documents are not as many as the request says' },
  CURSOR_INVALID: { status: 400, title: 'The cursor is none of this list' },
  DOCUMENT_NOT_FOUND: { status: 404, title: 'There is no such document' },
  EXPECTATION_FAILED: { status: 417, title: 'The expectation cannot be met' },
  HISTORY_GONE: { status: 410, title: 'The changes are not retained any more' },
  HOST_NOT_ALLOWED: { status: 403, title: 'The server does not answer to this host name' },
  HTTP_VERSION_UNSUPPORTED: { status: 505, title: 'The server speaks HTTP/1.1' },
  IDEMPOTENCY_KEY_IN_USE: { status: 409, title: 'The request with this key is being done' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The key belongs to another request' },
  LISTEN_FAILED: { status: 500, title: 'The server cannot listen' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The route does not take this method' },
  NOT_IMPLEMENTED: { status: 501, title: 'The server does not know how to do this' },
  ORIGIN_NOT_ALLOWED: { status: 403, title: 'Pages of this origin may not write' },
  PARAMETER_INVALID: { status: 400, title: 'A parameter is not valid' },
  PRECONDITION_FAILED: { status: 412, title: 'What is there is not as the condition says' },
  RANGE_NOT_SATISFIABLE: { status: 416, title: 'The range lies behind the end' },
  RATE_LIMITED: { status: 429, title: 'The client sends too many requests' },
  REQUEST_HEADERS_TOO_LARGE: { status: 431, title: 'The headers of the request are too large' },
  REQUEST_INVALID: { status: 400, title: 'The request is not valid HTTP' },
  REQUEST_TIMEOUT: { status: 408, title: 'The request took too long to arrive' },
  REVISION_GONE: { status: 410, title: 'The revision is no longer kept' },
  ROUTE_NOT_FOUND: { status: 404, title: 'There is no such route' },
  SERVER_BUSY: { status: 503, title: 'The server has no memory left for this now' },
  SERVER_STOPPING: { status: 503, title: 'The server is shutting down' },
  TARGET_NOT_SERVED: { status: 421, title: 'The server does not answer for this authority' },
};
