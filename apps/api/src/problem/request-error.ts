import { type ProblemCode } from '@bimetal/contract';

/** A request that the API refuses by itself. Its code gives the status; the message is the problem's detail. */
export class RequestError extends Error {
  readonly code: ProblemCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
    this.headers = headers;
  }
}
