import { type ProblemCode } from '@bimetal/contract';

/** What the process ends with, by the kind of trouble: documented in docs/errors.md and in `--help`. */
export const exitCodes = { ok: 0, failed: 1, config: 2, listen: 3, store: 4, addon: 5 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A reason not to start, in words for the person who started the server. */
export class StartupError extends Error {
  readonly code: ProblemCode;
  readonly exitCode: ExitCode;

  constructor(code: ProblemCode, exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartupError';
    this.code = code;
    this.exitCode = exitCode;
  }
}

/** A configuration that cannot be obeyed. */
export function configError(message: string): StartupError {
  return new StartupError('CONFIG_INVALID', exitCodes.config, message);
}
