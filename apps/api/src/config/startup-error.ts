import { type ProblemCode, type ProblemResponse } from '@bimetal/contract';

/** What the process ends with, by the kind of trouble: documented in docs/errors.md and in `--help`. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  config: 2,
  /** An address: a server cannot listen on it, or a command reaches none there. */
  listen: 3,
  store: 4,
  addon: 5,
  /** No such document. */
  missing: 6,
  /** A condition does not hold. */
  conflict: 7,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What a command ends with that fails with a code. */
export function exitCodeOf(code: ProblemCode): ExitCode {
  switch (code) {
    case 'DOCUMENT_NOT_FOUND':
      return exitCodes.missing;
    case 'REVISION_CONFLICT':
      return exitCodes.conflict;
    case 'SERVER_UNREACHABLE':
      return exitCodes.listen;
    case 'FOLDER_INVALID':
      return exitCodes.store;
    default:
      return exitCodes.failed;
  }
}

export interface StartupErrorOptions extends ErrorOptions {
  readonly problem?: ProblemResponse;
}

/** A reason not to start, in words for the person who started the server. */
export class StartupError extends Error {
  readonly code: ProblemCode;
  readonly exitCode: ExitCode;
  /** What a server said, where it was one that refused. */
  readonly problem: ProblemResponse | undefined;

  constructor(code: ProblemCode, exitCode: ExitCode, message: string, options: StartupErrorOptions = {}) {
    super(message, options);
    this.name = 'StartupError';
    this.code = code;
    this.exitCode = exitCode;
    this.problem = options.problem;
  }
}

/** A configuration that cannot be obeyed. */
export function configError(message: string): StartupError {
  return new StartupError('CONFIG_INVALID', exitCodes.config, message);
}
