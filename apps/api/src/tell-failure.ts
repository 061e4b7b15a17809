import { type StartupError } from './config/startup-error.js';

/** How a failure is told: in words, in words with its code behind them, or as one line of JSON. */
export type FailureForm = 'words' | 'words and code' | 'json';

/** Says on standard error why the program ends. */
export function tellFailure(error: StartupError, form: FailureForm): void {
  process.stderr.write(`${failureText(error, form)}\n`);
}

/** What a server says of it beside (`status`, `traceId`, `offset`) comes along in JSON. */
export function failureText({ code, message, exitCode, problem }: StartupError, form: FailureForm): string {
  if (form === 'json') return JSON.stringify({ code, message, exitCode, problem });
  return form === 'words' ? `bimetal: ${message}` : `bimetal: ${message} (${code})`;
}
