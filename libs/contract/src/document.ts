import * as z from 'zod/mini';
import { revisionTextSchema } from './revision-text.js';

/** One element of the list: a key in its text form and any JSON value. */
export const documentEntrySchema = z.object({ key: z.string(), value: z.unknown() });

/** An element of a list that was asked for with `include`. */
export const listedDocumentSchema = z.object({
  key: z.string(),
  revision: z.optional(revisionTextSchema),
  expires: z.optional(z.iso.datetime()),
  value: z.unknown(),
});

/** An element of a list that was asked for with `delimiter`: all keys that begin so, and how many there are. */
export const commonPrefixSchema = z.object({ prefix: z.string(), count: z.string() });

/** What `GET /api/data?envelope=true` answers. */
export const documentPageSchema = z.object({
  /** The revision that all of the items are of. */
  revision: revisionTextSchema,
  /** How many documents the range has, with `count=true`. */
  count: z.optional(z.string()),
  items: z.array(z.union([listedDocumentSchema, commonPrefixSchema])),
  /** Where the next page is; null behind the last one. */
  next: z.nullable(z.string()),
});

export type ListedDocument = z.infer<typeof listedDocumentSchema>;
export type CommonPrefix = z.infer<typeof commonPrefixSchema>;
export type DocumentPage = z.infer<typeof documentPageSchema>;

/** What `GET /api/data` answers. */
export const documentListSchema = z.array(documentEntrySchema);

export type DocumentEntry = z.infer<typeof documentEntrySchema>;
export type DocumentList = DocumentEntry[];

/** What a write of one document answers: its revision, and whether a put made the document or a removal found one. */
export const writeResultSchema = z.object({
  revision: revisionTextSchema,
  created: z.optional(z.boolean()),
  removed: z.optional(z.boolean()),
});

/** What `PATCH /api/data/{key}` answers: the same, and whether there was no document before. */
export const patchResultSchema = z.object({ revision: revisionTextSchema, created: z.boolean() });

export type PatchResult = z.infer<typeof patchResultSchema>;

export type WriteResult = z.infer<typeof writeResultSchema>;

/** What `POST /api/data?prefix=…` answers: the key that the document got. */
export const creationSchema = z.object({ key: z.string(), revision: revisionTextSchema });

export type Creation = z.infer<typeof creationSchema>;

/** What `DELETE /api/data?prefix=…&count=…` answers. */
export const rangeRemovalSchema = z.object({ revision: revisionTextSchema, removed: z.number() });

export type RangeRemoval = z.infer<typeof rangeRemovalSchema>;

/** What `POST /api/batch` answers: one revision, and what each operation did, in their order. */
export const batchResultSchema = z.object({
  revision: revisionTextSchema,
  results: z.array(z.object({ key: z.string(), created: z.optional(z.boolean()), removed: z.optional(z.boolean()) })),
});

export type BatchResult = z.infer<typeof batchResultSchema>;

/** What `POST /api/import` answers: how many documents are committed, and the revision of the last batch, if there was one. */
export const importResultSchema = z.object({ documents: z.number(), revision: z.optional(revisionTextSchema) });

export type ImportResult = z.infer<typeof importResultSchema>;
