import { caught, rejection } from '../test/caught.js';
import { ENGINES } from '../test/engines.js';
import { TempStore } from '../test/temp-store.js';

describe.each(ENGINES)('Batch (engine %s)', (engine) => {
  it('commits its writes together, at one revision', async () => {
    await using temp = new TempStore({ engine });
    await temp.store.put('testdoc1-3', '3');
    const batch = temp.store.batch().put('testdoc1-1', '1').put('testdoc1-2', Buffer.from('2')).remove('testdoc1-3');
    expect(batch.length).toBe(3);
    expect(temp.store.get('testdoc1-1')).toBeUndefined();
    expect(await batch.commit()).toBe(2n);
    using snapshot = temp.store.snapshot();
    expect(
      snapshot
        .cursor()
        .next(10)
        .map(({ key, value, revision }) => [`${key}`, value, revision]),
    ).toEqual([
      ['testdoc1-1', '1', 2n],
      ['testdoc1-2', '2', 2n],
    ]);
  });

  it('lets the later write to a key win', async () => {
    await using temp = new TempStore({ engine });
    await temp.store.batch().put('testdoc1-1', '1').remove('testdoc1-1').put('testdoc1-1', '2').commit();
    expect(temp.store.get('testdoc1-1')).toBe('2');
  });

  it('does nothing when it is discarded', async () => {
    await using temp = new TempStore({ engine });
    {
      using batch = temp.store.batch();
      batch.put('testdoc1-1', '1');
    }
    expect(temp.store.info()).toMatchObject({ documents: 0, lastRevision: 0n });
  });

  it('is closed once it is committed or discarded', async () => {
    await using temp = new TempStore({ engine });
    const committed = temp.store.batch().put('testdoc1-1', '1');
    await committed.commit();
    const discarded = temp.store.batch();
    discarded.discard();
    discarded.discard();
    for (const batch of [committed, discarded]) {
      expect(caught(() => batch.put('testdoc1-1', '1'))).toMatchObject({ code: 'BATCH_CLOSED' });
      expect(caught(() => batch.remove('testdoc1-1'))).toMatchObject({ code: 'BATCH_CLOSED' });
      expect(caught(() => batch.length)).toMatchObject({ code: 'BATCH_CLOSED' });
      expect(await rejection(batch.commit())).toMatchObject({ code: 'BATCH_CLOSED' });
    }
  });

  it('keeps what it had when a write is refused', async () => {
    await using temp = new TempStore({ engine });
    const batch = temp.store.batch().put('testdoc1-1', '1');
    expect(caught(() => batch.put('testdoc1-2', '{'))).toMatchObject({ code: 'VALUE_NOT_JSON' });
    await batch.commit();
    expect(temp.store.info().documents).toBe(1);
  });

  it('is refused when it is empty', async () => {
    await using temp = new TempStore({ engine });
    expect(await rejection(temp.store.batch().commit())).toMatchObject({ code: 'BATCH_EMPTY' });
  });
});
