import * as z from 'zod/mini';

/** One element of the list: a key in its text form and any JSON value. */
export const documentEntrySchema = z.object({ key: z.string(), value: z.unknown() });

/** What `GET /api/data` answers. */
export const documentListSchema = z.array(documentEntrySchema);

export type DocumentEntry = z.infer<typeof documentEntrySchema>;
export type DocumentList = DocumentEntry[];

/** What `POST`, `PUT` and `DELETE /api/data/{key}` answer: the revision of the batch, a decimal string because it is a u64. */
export const writeResultSchema = z.object({ revision: z.string().check(z.regex(/^(0|[1-9][0-9]{0,19})$/)) });

export type WriteResult = z.infer<typeof writeResultSchema>;
