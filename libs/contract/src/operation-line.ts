import * as z from 'zod/mini';
import { backupSchema } from './backup.js';

/** How far long work has come, in bytes; `bytesAll` is 0 where nobody knows how many there are. */
export const operationProgressSchema = z.object({ bytes: z.number(), bytesAll: z.number() });

export type OperationProgress = z.infer<typeof operationProgressSchema>;

/** What a check has read, and how much it found: up to 100 of the problems are told. */
export const checkSummarySchema = z.object({
  documents: z.number(),
  records: z.number(),
  bytes: z.number(),
  problems: z.number(),
});

export type CheckSummary = z.infer<typeof checkSummarySchema>;

/** Why work that had begun did not come to its end: a code of docs/errors.md, and the reason in words. */
export const operationFailureSchema = z.object({ code: z.string(), reason: z.string() });

export type OperationFailure = z.infer<typeof operationFailureSchema>;

const progressLineSchema = z.object({ progress: operationProgressSchema });
const failedLineSchema = z.object({ failed: operationFailureSchema });

/** A line of what `POST /api/check` answers: progress while it reads, then each problem, and `checked` or `failed` at the end. */
export const checkLineSchema = z.union([
  progressLineSchema,
  z.object({ problem: z.string() }),
  z.object({ checked: checkSummarySchema }),
  failedLineSchema,
]);

export type CheckLine = z.infer<typeof checkLineSchema>;

/** A line of what `POST /api/backups` answers to who accepts lines: progress, and `backup` or `failed` at the end. */
export const backupLineSchema = z.union([progressLineSchema, z.object({ backup: backupSchema }), failedLineSchema]);

export type BackupLine = z.infer<typeof backupLineSchema>;
