import * as z from 'zod/mini';
import { degradedSchema } from './health.js';

const countSchema = z.number();
const bytesSchema = z.number();
/** Revisions are u64, and so texts. */
const revisionSchema = z.string();

/**
 * What `GET /api/status` answers: what the server is and does at this moment, for people who look after it. Sizes are in
 * bytes. Nothing of it is a secret, nor a path of the server's machine.
 */
export const statusSchema = z.object({
  /** Degraded: background work does not get on. Failed: writes are refused until the server is started anew. */
  status: z.enum(['ready', 'degraded', 'failed', 'stopping']),
  degraded: z.optional(degradedSchema),
  /** Why writes are refused. */
  failed: z.optional(z.object({ code: z.string(), reason: z.string() })),
  version: z.string(),
  builds: z.object({ api: z.string(), addon: z.string(), profile: z.string(), node: z.string() }),
  startedAt: z.iso.datetime(),
  uptimeSeconds: z.number(),
  store: z.object({
    engine: z.string(),
    formatVersion: z.number(),
    lastRevision: revisionSchema,
    /** A change feed can begin after this revision, and not before it. */
    changesSince: revisionSchema,
    documents: countSchema,
    expiringDocuments: countSchema,
    liveBytes: bytesSchema,
    deadBytes: bytesSchema,
    diskBytes: bytesSchema,
    segments: countSchema,
    compaction: z.string(),
    commitGroups: countSchema,
    commitBatches: countSchema,
    queuedBatches: countSchema,
    queuedBytes: bytesSchema,
    fsyncs: countSchema,
  }),
  memory: z.object({
    residentBytes: bytesSchema,
    heapBytes: bytesSchema,
    heapUsedBytes: bytesSchema,
    externalBytes: bytesSchema,
  }),
  connections: z.object({ open: countSchema, accepted: countSchema, refused: countSchema }),
  /** When the certificate of the https:// addresses expires; none without those. */
  certificateExpires: z.optional(z.iso.datetime()),
  requests: z.object({ limited: countSchema }),
  feeds: z.object({ open: countSchema, lagRevisionsMax: countSchema, overrun: countSchema }),
  settings: z.object({
    valueBytesMax: bytesSchema,
    valueDepthMax: countSchema,
    transferBytesMax: bytesSchema,
    retainedBytesMax: bytesSchema,
    retainedHoursMax: z.number(),
    /** The event loops that serve. */
    workers: countSchema,
    connectionsMax: countSchema,
    /** Requests a second of one client; none when there is no limit. */
    rateLimit: z.optional(countSchema),
    drainSeconds: z.number(),
    stallSeconds: z.number(),
    backups: z.boolean(),
    metrics: z.boolean(),
    accessLog: z.boolean(),
    trustProxy: z.boolean(),
    insecure: z.boolean(),
    corsOrigins: z.array(z.string()),
  }),
});

export type Status = z.infer<typeof statusSchema>;
