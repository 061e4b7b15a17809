import * as z from 'zod/mini';

/** What each sample of the history has, by name: rates are those of the time since the sample before. */
export const HISTORY_SERIES = [
  'readsPerSecond',
  'readMsP50',
  'readMsP99',
  'listsPerSecond',
  'listMsP50',
  'listMsP99',
  'writesPerSecond',
  'writeMsP50',
  'writeMsP99',
  'othersPerSecond',
  'otherMsP50',
  'otherMsP99',
  'refusedPerSecond',
  'failedPerSecond',
  'abortedPerSecond',
  'documents',
  'liveBytes',
  'deadBytes',
  'diskBytes',
  'commitGroupsPerSecond',
  'commitBatchesPerSecond',
  'queuedBatches',
  'fsyncMsP50',
  'fsyncMsP99',
  'compactedBytesPerSecond',
  'backgroundFailures',
  'feeds',
  'feedLagRevisions',
  'connections',
  'loopUtilization',
  'loopDelayMs',
  'heapUsedBytes',
  'residentBytes',
] as const;

export type HistorySeries = (typeof HISTORY_SERIES)[number];

/** A number a sample; `null` where there was nothing to measure, as of requests that nobody sent. */
const seriesSchema = z.array(z.nullable(z.number()));

type Shape = Readonly<Record<HistorySeries, typeof seriesSchema>>;

/**
 * What `GET /api/status/history` answers: a sample every few seconds of the last hour, the oldest first, for all event loops together.
 * Each list has one entry a sample.
 */
export const statusHistorySchema = z.object({
  /** The seconds between two samples, unless the process stood still. */
  intervalSeconds: z.number(),
  /** When each sample was taken, in milliseconds since 1970. */
  times: z.array(z.number()),
  series: z.object(Object.fromEntries(HISTORY_SERIES.map((name) => [name, seriesSchema])) as Shape),
});

export type StatusHistory = z.infer<typeof statusHistorySchema>;
