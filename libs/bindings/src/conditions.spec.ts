import { rejection } from '../test/caught.js';
import { ENGINES } from '../test/engines.js';
import { TempStore } from '../test/temp-store.js';

describe.each(ENGINES)('a conditional write (engine %s)', (engine) => {
  it('commits at the revision that the caller saw', async () => {
    await using temp = new TempStore({ engine });
    const first = await temp.store.put('testdoc1-1', '1', { ifAbsent: true });
    await temp.store.put('testdoc1-1', '2', { ifRevision: first });
    expect(temp.store.getDocument('testdoc1-1')).toEqual({ value: '2', revision: 2n, expires: undefined });
    await temp.store.remove('testdoc1-1', { ifRevision: 2n });
    expect(temp.store.getDocument('testdoc1-1')).toBeUndefined();
  });

  it('is refused at another one, and says which there is', async () => {
    await using temp = new TempStore({ engine });
    await temp.store.put('testdoc1-1', '1');
    const stale = await rejection(temp.store.put('testdoc1-1', '2', { ifRevision: 7n }));
    expect(stale).toMatchObject({
      code: 'REVISION_CONFLICT',
      details: { key: 'testdoc1-1', expected: 'revision 7', actual: '1' },
    });
    const taken = await rejection(temp.store.remove('testdoc1-1', { ifAbsent: true }));
    expect(taken).toMatchObject({ code: 'REVISION_CONFLICT' });
    expect(temp.store.info()).toMatchObject({ lastRevision: 1n, documents: 1 });
  });

  it('guards a whole batch', async () => {
    await using temp = new TempStore({ engine });
    const seen = await temp.store.put('testdoc1-1', '1');
    await temp.store.put('testdoc1-1', '2');
    const batch = temp.store.batch().put('testdoc1-2', '2').require('testdoc1-1', { ifRevision: seen });
    expect(await rejection(batch.commit())).toMatchObject({ code: 'REVISION_CONFLICT' });
    expect(temp.store.get('testdoc1-2')).toBeUndefined();
  });

  it('lets one of many win', async () => {
    await using temp = new TempStore({ engine });
    const writers = Array.from({ length: 50 }, (_, writer) =>
      temp.store.put('testdoc1-1', String(writer), { ifAbsent: true }),
    );
    const outcomes = await Promise.allSettled(writers);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('takes one condition, and of the right type', async () => {
    await using temp = new TempStore({ engine });
    const both = temp.store.put('testdoc1-1', '1', { ifAbsent: true, ifRevision: 1n });
    expect(await rejection(both)).toMatchObject({ code: 'ARGUMENT_INVALID' });
    const number = temp.store.put('testdoc1-1', '1', { ifRevision: 1 as unknown as bigint });
    expect(await rejection(number)).toMatchObject({ code: 'ARGUMENT_INVALID', details: { argument: 'ifRevision' } });
  });
});
