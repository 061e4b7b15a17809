import { ENGINES } from '../test/engines.js';
import { TempStore } from '../test/temp-store.js';

describe.each(ENGINES)('times of commits, over %s', (engine) => {
  it('tell in which order a batch was queued, taken, made durable and shown, once they are kept', async () => {
    await using held = new TempStore({ engine });
    const { store } = held;
    const before = await store.put('a', '1');
    expect(store.commitTimes(before)).toBeUndefined();
    store.keepCommitTimes();
    const began = performance.now();
    const revisions = await Promise.all(['b', 'c', 'd'].map((key) => store.put(key, '1')));
    for (const revision of revisions) {
      const times = store.commitTimes(revision);
      if (times === undefined) throw new Error('nothing is kept');
      expect(times.firstRevision <= revision && revision <= times.lastRevision).toBe(true);
      const { queuedAgoMs, takenAgoMs, fsyncBeganAgoMs, fsyncEndedAgoMs, shownAgoMs } = times;
      const agos = [
        performance.now() - began,
        queuedAgoMs,
        takenAgoMs,
        fsyncBeganAgoMs,
        fsyncEndedAgoMs,
        shownAgoMs,
        0,
      ];
      expect(agos).toEqual([...agos].sort((one = NaN, other = NaN) => other - one));
    }
    expect(store.commitTimes(before)).toBeUndefined();
    expect(store.commitTimes(1000n)).toBeUndefined();
  });
});
