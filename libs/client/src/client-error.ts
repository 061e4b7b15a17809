import { type ProblemCode, type ProblemResponse } from '@bimetal/contract';

/** What only the client says, beside the codes of the server. */
export type ClientCode =
  /** No answer: the server is not there, or the connection broke. */
  | 'UNREACHABLE'
  /** No answer in time. */
  | 'TIMED_OUT'
  /** An answer that is not one of this API. */
  | 'ANSWER_UNKNOWN'
  /** A conditional write was sent again after its answer was lost, and its condition holds no more: nobody knows by whose write. */
  | 'OUTCOME_UNKNOWN';

/** Any code that an error may have. A newer server may know more of them than this client. */
export type ErrorCode = ProblemCode | ClientCode | (string & {});

interface Details {
  readonly status?: number | undefined;
  readonly problem?: ProblemResponse | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** Why a request failed. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  /** What programs compare: a code of docs/errors.md, or one of {@link ClientCode}. */
  readonly code: ErrorCode;
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** What the server said, with the members of the code: `offset`, `operation`, `oldestRevision` … */
  readonly problem: ProblemResponse | undefined;
  /** When the server wants to be asked again, in milliseconds from its answer. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, { status = 0, problem, retryAfterMs, cause }: Details = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }

  /** What to look for in the server's log. */
  get traceId(): string | undefined {
    return this.problem?.traceId;
  }
}

/** Whether an error is one of the client, with this code if one is named. */
export function isClientError(error: unknown, code?: ErrorCode): error is ClientError {
  return error instanceof ClientError && (code === undefined || error.code === code);
}
