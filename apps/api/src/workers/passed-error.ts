import { BimetalError } from '@bimetal/bindings';
import { RequestError } from '../problem/request-error.js';
import { StartupError } from '../config/startup-error.js';

/** An error on its way from one thread to another, which would take its class and its code from it. */
export type PassedError =
  | ({ readonly kind: 'request' } & Pick<RequestError, 'code' | 'message' | 'headers' | 'members'>)
  | ({ readonly kind: 'bimetal' } & Pick<BimetalError, 'code' | 'message' | 'details'>)
  | ({ readonly kind: 'startup' } & Pick<StartupError, 'code' | 'message' | 'exitCode'>)
  | { readonly kind: 'other'; readonly message: string; readonly stack: string | undefined };

export function toPassedError(error: unknown): PassedError {
  if (error instanceof RequestError) {
    const { code, message, headers, members } = error;
    return { kind: 'request', code, message, headers, members };
  }
  if (error instanceof BimetalError) {
    const { code, message, details } = error;
    return { kind: 'bimetal', code, message, details };
  }
  if (error instanceof StartupError) {
    const { code, message, exitCode } = error;
    return { kind: 'startup', code, message, exitCode };
  }
  if (error instanceof Error) return { kind: 'other', message: error.message, stack: error.stack };
  return { kind: 'other', message: String(error), stack: undefined };
}

export function fromPassedError(passed: PassedError): Error {
  switch (passed.kind) {
    case 'request':
      return new RequestError(passed.code, passed.message, passed.headers, passed.members);
    case 'bimetal':
      return new BimetalError(passed.code, passed.message, { details: passed.details });
    case 'startup':
      return new StartupError(passed.code, passed.exitCode, passed.message);
    case 'other': {
      const error = new Error(passed.message);
      if (passed.stack !== undefined) error.stack = passed.stack;
      return error;
    }
  }
}
