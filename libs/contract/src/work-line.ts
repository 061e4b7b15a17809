import * as z from 'zod/mini';
import { problemSchema } from './problem.js';

const bytesSchema = z.number().check(z.gte(0));

/** A line of an answer that tells long work as it goes: how far it has come; in the last line what came of it. */
export const workLineSchema = z.union([
  /** Of so many bytes; 0 in all where nobody knows. */
  z.object({ progress: z.object({ bytes: bytesSchema, bytesAll: bytesSchema }) }),
  /** What the answer is without lines. */
  z.object({ result: z.unknown() }),
  z.object({ problem: problemSchema }),
]);

export type WorkLine = z.infer<typeof workLineSchema>;
