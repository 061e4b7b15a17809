import { ENGINES } from '../test/engines.js';
import { TempStore } from '../test/temp-store.js';
import { metDocument, revisionOf } from './index.js';

describe.each(ENGINES)('what a write says that it did, over %s', (engine) => {
  it('is its revision, and whether there was a document', async () => {
    await using held = new TempStore({ engine });
    const { store } = held;
    const done: [string, boolean, bigint][] = [];
    const note = (what: string, outcome: bigint): unknown =>
      done.push([what, metDocument(outcome), revisionOf(outcome)]);
    note('put', await store.putOutcome('a', '1'));
    note('put again', await store.putOutcome('a', '2'));
    note('remove', await store.removeOutcome('a'));
    note('remove again', await store.removeOutcome('a'));
    note('put one that has expired', await store.putOutcome('a', '1', { expires: new Date(1) }));
    note('put in its place', await store.putOutcome('a', '1'));
    note('batch', await store.batch().put('b', '1').put('a', '3').commitOutcome());
    expect(done).toEqual([
      ['put', false, 1n],
      ['put again', true, 2n],
      ['remove', true, 3n],
      ['remove again', false, 4n],
      ['put one that has expired', false, 5n],
      ['put in its place', false, expect.any(BigInt)],
      ['batch', true, expect.any(BigInt)],
    ]);
    expect(await store.put('a', '1')).toBe(store.info().lastRevision);
    expect(await store.remove('a')).toBe(store.info().lastRevision);
  });
});
