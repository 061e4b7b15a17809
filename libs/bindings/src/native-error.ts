import { BimetalError, type ErrorDetails } from './bimetal-error.js';
import { ERROR_CODES, type ErrorCode } from './error-code.js';

const codes: ReadonlySet<unknown> = new Set(ERROR_CODES);

interface NativeError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: ErrorDetails;
  readonly cause?: unknown;
}

/**
 * Turns what the addon threw into a {@link BimetalError}, its causes included. This is the only place that does.
 *
 * Anything else passes through as it is: a getter of an options object may have thrown, and that error is its own.
 */
export function fromNative(thrown: unknown): unknown {
  if (!isNative(thrown)) {
    return thrown;
  }
  return new BimetalError(thrown.code, thrown.message, {
    ...(thrown.details && { details: thrown.details }),
    ...(thrown.cause !== undefined && { cause: causeFromNative(thrown.cause) }),
  });
}

/** For promises of the addon: rejects with a {@link BimetalError}. */
export async function settled<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw fromNative(error);
  }
}

/** The chain below an error. Causes that are not the store's own, such as the system's, carry no code. */
function causeFromNative(cause: unknown): unknown {
  if (isNative(cause)) {
    return fromNative(cause);
  }
  if (!isErrorLike(cause)) {
    return cause;
  }
  return new Error(cause.message, cause.cause === undefined ? undefined : { cause: causeFromNative(cause.cause) });
}

// `instanceof Error` would be wrong here: the addon's errors may come from another realm (a `vm` context).
function isErrorLike(value: unknown): value is { message: string; cause?: unknown } {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'message') === 'string';
}

function isNative(value: unknown): value is NativeError {
  return !(value instanceof BimetalError) && isErrorLike(value) && codes.has(Reflect.get(value, 'code'));
}
