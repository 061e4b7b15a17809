import { type Problem, type ProblemCode } from '@bimetal/contract';

/** What a problem tells beside, for programs. */
export type ProblemMembers = Pick<Problem, 'oldestRevision' | 'count' | 'imported'>;

/** A request that the API refuses by itself. Its code gives the status; the message is the problem's detail. */
export class RequestError extends Error {
  readonly code: ProblemCode;
  readonly headers: Readonly<Record<string, string>>;
  readonly members: ProblemMembers;

  constructor(
    code: ProblemCode,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    members: ProblemMembers = {},
  ) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
    this.headers = headers;
    this.members = members;
  }
}
