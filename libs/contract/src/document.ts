import * as z from 'zod/mini';
import { revisionTextSchema } from './revision-text.js';

/** One element of the list: a key in its text form and any JSON value. */
export const documentEntrySchema = z.object({ key: z.string(), value: z.unknown() });

/** What `GET /api/data` answers. */
export const documentListSchema = z.array(documentEntrySchema);

export type DocumentEntry = z.infer<typeof documentEntrySchema>;
export type DocumentList = DocumentEntry[];

/** What `POST`, `PUT` and `DELETE /api/data/{key}` answer: the revision of the batch. */
export const writeResultSchema = z.object({ revision: revisionTextSchema });

/** What `PATCH /api/data/{key}` answers: the same, and whether there was no document before. */
export const patchResultSchema = z.object({ revision: revisionTextSchema, created: z.boolean() });

export type PatchResult = z.infer<typeof patchResultSchema>;

export type WriteResult = z.infer<typeof writeResultSchema>;
