import { type ErrorCode } from './error-code.js';

/** What an error carries beside its code and message: offsets, sizes, a process id. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/**
 * The error of everything in this library. Compare `code`; `message` is for people and says what to do where there is
 * something to do. `cause` holds the chain of errors below, down to the operating system's.
 */
export class BimetalError extends Error {
  override readonly name = 'BimetalError';
  readonly code: ErrorCode;
  /** Values by name, such as `offset` for VALUE_NOT_JSON or `pid` for STORE_LOCKED. */
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.details = Object.freeze({ ...options.details });
  }

  /** Whether something caught is an error of this library, and of this code if one is given. */
  static is(error: unknown, code?: ErrorCode): error is BimetalError {
    return error instanceof BimetalError && (code === undefined || error.code === code);
  }
}
