import * as z from 'zod/mini';

/** What `GET /api/health/live` answers. */
export const liveSchema = z.object({ status: z.literal('live') });

export type Live = z.infer<typeof liveSchema>;

/** Why background work does not get on, since when, and how many attempts have failed. */
export const degradedSchema = z.object({
  code: z.string(),
  reason: z.string(),
  since: z.iso.datetime(),
  failures: z.number(),
});

export type Degraded = z.infer<typeof degradedSchema>;

/**
 * What `GET /api/health/ready` answers when the store can be used; otherwise it answers a problem with status 503. Degraded
 * is a store that takes reads and writes, and whose background work does not get on.
 */
export const readySchema = z.object({
  status: z.enum(['ready', 'degraded']),
  degraded: z.optional(degradedSchema),
  version: z.string(),
  api: z.object({ buildId: z.string(), node: z.string() }),
  addon: z.object({ version: z.string(), profile: z.string(), buildId: z.string(), path: z.string() }),
  store: z.object({
    engine: z.string(),
    formatVersion: z.number(),
    lastRevision: z.string(),
    documents: z.number(),
  }),
});

export type Ready = z.infer<typeof readySchema>;

/** What it answers to who sends no API key that may read the whole store, where the server has keys. */
export const readySummarySchema = z.object({ status: z.enum(['ready', 'degraded']) });

export type ReadySummary = z.infer<typeof readySummarySchema>;
