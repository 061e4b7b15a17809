import { type ProblemResponse } from '@bimetal/contract';
import { ClientError } from './client-error.js';

/** The error that an answer is. */
export async function readProblem(response: Response): Promise<ClientError> {
  const { status, headers } = response;
  const retryAfterMs = retryAfterOf(headers.get('retry-after'));
  const problem = await bodyOf(response);
  if (problem !== undefined) return new ClientError(problem.code, problem.detail, { status, problem, retryAfterMs });
  const message = `the answer with status ${status} is none of this API: see whether something else has the address`;
  return new ClientError('ANSWER_UNKNOWN', message, { status, retryAfterMs });
}

async function bodyOf(response: Response): Promise<ProblemResponse | undefined> {
  try {
    const body = (await response.json()) as Partial<ProblemResponse> | null;
    const isProblem = typeof body?.code === 'string' && typeof body.detail === 'string';
    return isProblem ? (body as ProblemResponse) : undefined;
  } catch {
    return undefined;
  }
}

/** `Retry-After` in milliseconds: seconds, or a date (RFC 9110, 10.2.3). */
export function retryAfterOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
