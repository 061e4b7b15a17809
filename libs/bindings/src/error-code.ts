/**
 * The codes of every error that the store, the addon and the bindings can raise. Codes are API and never change; what
 * each means and what to do about it stands in docs/errors.md.
 */

/** Codes of the store itself: `error.rs` of `native/document`, `native/json`, `native/engine` and `native/store`. */
export const STORE_ERROR_CODES = [
  'KEY_EMPTY',
  'KEY_TOO_LONG',
  'KEY_CHARACTER',
  'KEY_SEGMENT',
  'KEY_BAD_NUMBER',
  'VALUE_NOT_JSON',
  'VALUE_NOT_UTF8',
  'VALUE_TOO_DEEP',
  'VALUE_TOO_LARGE',
  'PREFIX_INVALID',
  'POINTER_INVALID',
  'FILTER_INVALID',
  'FIELDS_INVALID',
  'PATCH_INVALID',
  'PATCH_FAILED',
  'PATCH_TOO_LARGE',
  'BATCH_INVALID',
  'ENTRY_INVALID',
  'BATCH_EMPTY',
  'BATCH_TOO_LARGE',
  'REVISION_CONFLICT',
  'REVISION_INVALID',
  'DOCUMENT_NOT_FOUND',
  'STORE_CLOSED',
  'SNAPSHOT_CLOSED',
  'CURSOR_CLOSED',
  'FEED_CLOSED',
  'BATCH_CLOSED',
  'QUEUE_FULL',
  'CANCELLED',
  'STORE_LOCKED',
  'STORE_POISONED',
  'DISK_FULL',
  'ENGINE_UNKNOWN',
  'ENGINE_MISMATCH',
  'FORMAT_UNSUPPORTED',
  'FOLDER_INVALID',
  'DATA_DAMAGED',
  'IO',
  'ENGINE_FAILED',
] as const;

/** Codes of the boundary between JavaScript and Rust: `native/addon/src/error.rs`. */
export const ADDON_ERROR_CODES = [
  'BUFFER_ZERO_LENGTH',
  'HANDLE_CLOSED',
  'HANDLE_BUSY',
  'ARGUMENT_INVALID',
  'TEST_ERROR',
  'INTERNAL',
] as const;

/** Codes of the bindings, which have no counterpart in Rust. */
export const BINDINGS_ERROR_CODES = ['ADDON_NOT_LOADED', 'ABORTED'] as const;

/** All of them. */
export const ERROR_CODES = [...STORE_ERROR_CODES, ...ADDON_ERROR_CODES, ...BINDINGS_ERROR_CODES] as const;

/** The code of an error, for programs to compare. */
export type ErrorCode = (typeof ERROR_CODES)[number];
