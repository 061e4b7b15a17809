import * as z from 'zod/mini';

/** What `POST /api/checks` answers once all of the store was read. */
export const checkSchema = z.object({
  /** The documents that were read. */
  documents: z.int().check(z.gte(0)),
  /** The records whose checksums were compared, superseded ones included. */
  records: z.int().check(z.gte(0)),
  /** The bytes that were read. */
  bytes: z.int().check(z.gte(0)),
  /** What is wrong, one sentence each with the place; none when all is well, 100 at the most. */
  problems: z.array(z.string()),
});

export type Check = z.infer<typeof checkSchema>;
