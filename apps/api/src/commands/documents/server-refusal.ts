import { parseProblem, PROBLEM_CONTENT_TYPE, type ProblemCode, type ProblemResponse } from '@bimetal/contract';
import { exitCodeOf, exitCodes, StartupError } from '../../config/startup-error.js';

/** Why a server did not do what it was asked, in its own words and with its code. */
export function refusal(problem: ProblemResponse): StartupError {
  // A later server may know codes that this program does not.
  const code = problem.code as ProblemCode;
  // Of what is broken inside it says only that its log says more.
  const trace = problem.status >= 500 && problem.traceId !== undefined ? `, trace id ${problem.traceId}` : '';
  return new StartupError(code, exitCodeOf(code), `${problem.detail}${trace}`, { problem });
}

/** What an answer is thrown as that is no success. */
export function refusalOf(url: string, status: number, type: string | undefined, text: string): StartupError {
  const problem = type?.startsWith(PROBLEM_CONTENT_TYPE) === true ? readProblem(text) : undefined;
  if (problem !== undefined) return refusal(problem);
  return answerInvalid(url, `it answered ${status}, and not as this API does`);
}

/** What an answer is thrown as that this API does not give: that of a proxy, or of another program. */
export function answerInvalid(url: string, what: string): StartupError {
  const message = `${url} does not seem to be a Bimetal server: ${what}`;
  return new StartupError('ANSWER_INVALID', exitCodes.failed, message);
}

function readProblem(text: string): ProblemResponse | undefined {
  try {
    return parseProblem(JSON.parse(text));
  } catch {
    return undefined;
  }
}
