import { type Statistics, type Store } from '@bimetal/bindings';
import { type Exposition } from './exposition.js';

const COMPACTION_STATES = [
  'idle',
  'running',
  'waiting for room',
  'stopped',
] as const satisfies readonly Statistics['compaction'][];

/** What the store tells of itself. Nothing of a store that is closed. */
export function writeStore(store: Store, to: Exposition): void {
  if (store.closed) return;
  const statistics = store.statistics();
  writeDocuments(statistics, to);
  writeCommits(statistics, to);
  writeBackground(statistics, to);
  to.gauge('bimetal_store_writable', 'Whether the store takes writes.', store.poison() === undefined ? 1 : 0).gauge(
    'bimetal_store_last_revision',
    'The revision of the last write.',
    store.info().lastRevision,
  );
}

function writeDocuments(statistics: Statistics, to: Exposition): void {
  to.gauge('bimetal_store_documents', 'Documents.', statistics.documents)
    .gauge('bimetal_store_expiring_documents', 'Documents with a time to live.', statistics.expiringDocuments)
    .gauge('bimetal_store_live_bytes', 'Bytes on disk that documents need.', statistics.liveBytes)
    .gauge('bimetal_store_dead_bytes', 'Bytes on disk of what was overwritten or removed.', statistics.deadBytes)
    .gauge('bimetal_store_disk_bytes', 'Bytes of all files of the engine.', statistics.diskBytes)
    .gauge('bimetal_store_segments', 'Data files of the engine.', statistics.segments)
    .gauge('bimetal_store_changes_since_revision', 'Feeds can begin after this revision.', statistics.changesSince);
}

function writeCommits({ commits, syncHistogram }: Statistics, to: Exposition): void {
  const { boundsMicros, counts, microsSum } = syncHistogram;
  const seconds = { bounds: boundsMicros.map((micros) => micros / 1e6), counts, sum: microsSum / 1e6 };
  to.counter('bimetal_commit_groups_total', 'Commit groups on disk.', commits.groups)
    .counter('bimetal_commit_batches_total', 'Batches in them.', commits.batches)
    .gauge('bimetal_commit_queue_batches', 'Batches that wait for their commit group.', commits.queuedBatches)
    .gauge('bimetal_commit_queue_bytes', 'Bytes of those.', commits.queuedBytes)
    .histograms('bimetal_fsync_duration_seconds', 'How long fsyncs took.', [[{}, seconds]]);
}

function writeBackground({ compaction, compactedBytes, backgroundFailure }: Statistics, to: Exposition): void {
  to.counter('bimetal_compacted_bytes_total', 'Bytes that background work has written.', compactedBytes)
    .gauges(
      'bimetal_compaction_state',
      'What compaction is doing: 1 at one of its states.',
      COMPACTION_STATES.map((state) => [{ state }, state === compaction ? 1 : 0]),
    )
    .gauges(
      'bimetal_background_failures',
      'Attempts at background work that have failed in a row, by the code of the last error; 0 while it gets on.',
      [[{ code: backgroundFailure?.code ?? '' }, backgroundFailure?.failures ?? 0]],
    );
}
