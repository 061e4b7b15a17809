import { type Statistics } from '@bimetal/bindings';
import { HISTORY_SERIES, statusHistorySchema } from '@bimetal/contract';
import { FineHistogram } from '../../metrics/fine-histogram.js';
import { History } from './history.js';
import { type LoopSample } from './loop-sample.js';

const statistics = (groups: number): Statistics =>
  ({
    documents: groups,
    liveBytes: 0,
    deadBytes: 0,
    diskBytes: 0,
    commits: { groups, batches: groups, queuedBatches: 0, queuedBytes: 0 },
    syncHistogram: { boundsMicros: [1000, 2000], counts: [0, groups, 0], microsSum: 0 },
    compactedBytes: 0,
  }) as unknown as Statistics;

function loop(worker: number, reads: readonly number[], delayMs = 0): LoopSample {
  const times = {
    reads: new FineHistogram(),
    lists: new FineHistogram(),
    writes: new FineHistogram(),
    others: new FineHistogram(),
  };
  for (const ms of reads) times.reads.add(ms);
  const counts = Object.fromEntries(Object.entries(times).map(([name, one]) => [name, one.counts]));
  return {
    worker,
    connections: { open: 2, accepted: 0, refused: 0 },
    feeds: { open: 1, overrun: 0, lagRevisionsMax: worker },
    memory: { heapTotal: 0, heapUsed: 10, external: 0, arrayBuffers: 0 },
    totals: { times: counts as unknown as LoopSample['totals']['times'], refused: 0, failed: 0, aborted: 0 },
    activeMs: worker * reads.length,
    idleMs: reads.length,
    delayMs,
  };
}

/** A history of given moments; the last one is told again and again. */
function historyOf(...moments: readonly (readonly LoopSample[])[]): History {
  let asked = 0;
  let groups = 0;
  const gather = (): Promise<readonly LoopSample[]> =>
    Promise.resolve(moments[Math.min(asked++, moments.length - 1)] ?? []);
  return new History({ closed: false, statistics: () => statistics(groups++) }, gather);
}

describe('History', () => {
  it('joins all event loops, and tells what came since the sample before', async () => {
    const history = historyOf([loop(1, [5]), loop(2, [])], [loop(1, [5, 1, 1]), loop(2, [1], 40)]);
    await history.take();
    expect(history.since(0).times).toEqual([]);
    await history.take();
    const { series } = statusHistorySchema.parse(history.since(0));
    expect(series).toMatchObject({
      connections: [4],
      feeds: [2],
      feedLagRevisions: [2],
      heapUsedBytes: [20],
      loopDelayMs: [40],
      documents: [1],
    });
    expect(series.readMsP99[0]).toBeCloseTo(1, 0);
    expect([series.writeMsP50, series.fsyncMsP50]).toEqual([[null], [2]]);
    expect(series.readsPerSecond[0]).toBeGreaterThan(0);
  });

  it('keeps an hour and no more, and tells of it what came after a moment', async () => {
    const history = historyOf([loop(1, [])]);
    for (let count = 0; count < 730; count++) await history.take();
    const { intervalSeconds, times, series } = history.since(0);
    expect(times.length * intervalSeconds).toBe(3600);
    expect(series.documents.at(-1)).toBe(729);
    for (const name of HISTORY_SERIES) expect(series[name]).toHaveLength(times.length);
    expect(history.since(times.at(-1) ?? 0).times).toEqual([]);
  });
});
