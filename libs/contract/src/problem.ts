import * as z from 'zod/mini';
import { type ProblemCode } from './error-code.js';
import { revisionTextSchema } from './revision-text.js';

/** The media type of every error response (RFC 9457). */
export const PROBLEM_CONTENT_TYPE = 'application/problem+json';

/** An error response, as the page reads it. Members that a later server adds pass through. */
export const problemSchema = z.looseObject({
  /** `urn:bimetal:error:CODE`. */
  type: z.string(),
  title: z.string(),
  status: z.number(),
  /** What went wrong this time, and what to do where there is something to do. */
  detail: z.string(),
  /** One of `ProblemCode`; a string here, because a newer server may know more of them. */
  code: z.string(),
  /** The path that was asked for. */
  instance: z.optional(z.string()),
  /** What to look for in the server's log. */
  traceId: z.optional(z.string()),
  /** Where the body is wrong: bytes from its start, counted in the bytes that were sent. */
  offset: z.optional(z.number()),
  /** The oldest revision after which all changes are retained. */
  oldestRevision: z.optional(z.string()),
  /** Which operation of a batch is refused, counted from 0. */
  operation: z.optional(z.number()),
  /** Which line of an import is refused, counted from 1; or which entry of its array. */
  line: z.optional(z.number()),
  entry: z.optional(z.number()),
  /** How many documents there are, where a request says another number. */
  count: z.optional(z.number()),
  /** What of an import is committed although it broke off: so many documents, up to a line or entry. */
  imported: z.optional(z.object({ documents: z.number(), last: z.number(), revision: z.optional(revisionTextSchema) })),
});

/** An error response, as the API writes it. */
export interface Problem {
  readonly type: `urn:bimetal:error:${ProblemCode}`;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly instance?: string;
  readonly traceId?: string;
  readonly offset?: number;
  readonly bytes?: number;
  readonly bytesMax?: number;
  readonly depthMax?: number;
  readonly oldestRevision?: string;
  readonly operation?: number;
  readonly line?: number;
  readonly entry?: number;
  readonly count?: number;
  readonly imported?: { readonly documents: number; readonly last: number; readonly revision?: string };
}

export type ProblemResponse = z.infer<typeof problemSchema>;

/** Reads an error response; undefined when it is none (a proxy's page, for example). */
export function parseProblem(body: unknown): ProblemResponse | undefined {
  const parsed = problemSchema.safeParse(body);
  return parsed.success ? parsed.data : undefined;
}
