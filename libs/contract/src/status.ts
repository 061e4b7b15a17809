import * as z from 'zod/mini';
import { degradedSchema } from './health.js';

const count = z.number();
const bytes = z.number();
/** Revisions are u64, and so texts. */
const revision = z.string();

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
    lastRevision: revision,
    /** A change feed can begin after this revision, and not before it. */
    changesSince: revision,
    documents: count,
    expiringDocuments: count,
    liveBytes: bytes,
    deadBytes: bytes,
    diskBytes: bytes,
    segments: count,
    compaction: z.string(),
    commitGroups: count,
    commitBatches: count,
    queuedBatches: count,
    queuedBytes: bytes,
    fsyncs: count,
  }),
  memory: z.object({ residentBytes: bytes, heapBytes: bytes, heapUsedBytes: bytes, externalBytes: bytes }),
  connections: z.object({ open: count, accepted: count, refused: count }),
  /** When the certificate of the https:// addresses expires; none without those. */
  certificateExpires: z.optional(z.iso.datetime()),
  requests: z.object({ limited: count }),
  feeds: z.object({ open: count, lagRevisionsMax: count, overrun: count }),
  settings: z.object({
    valueBytesMax: bytes,
    valueDepthMax: count,
    transferBytesMax: bytes,
    retainedBytesMax: bytes,
    retainedHoursMax: z.number(),
    /** The event loops that serve. */
    workers: count,
    connectionsMax: count,
    /** Requests a second of one client; none when there is no limit. */
    rateLimit: z.optional(count),
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
