import { type ProblemMembers, RequestError } from './request-error.js';

/** An error of whatever kind, and what its problem tells beside. */
export class ToldError extends Error {
  readonly members: ProblemMembers;

  constructor(cause: unknown, members: ProblemMembers) {
    super('an error about which there is more to tell', { cause });
    this.name = 'ToldError';
    this.members = members;
  }
}

/** The error that a problem is about, and what it tells beside. */
export function toldOf(thrown: unknown): { readonly error: unknown; readonly members: ProblemMembers } {
  if (thrown instanceof ToldError) return { error: thrown.cause, members: thrown.members };
  return { error: thrown, members: thrown instanceof RequestError ? thrown.members : {} };
}
