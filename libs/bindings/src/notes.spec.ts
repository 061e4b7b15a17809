import { ENGINES } from '../test/engines.js';
import { TempStore } from '../test/temp-store.js';

describe.each(ENGINES)('notes of a program, over %s', (engine) => {
  it('commit with documents, and are seen by nobody who does not ask for them', async () => {
    await using held = new TempStore({ engine });
    const { store } = held;
    using feed = store.changes();
    const revision = await store.batch().put('a', '1').putNote('once/x', '{"a":1.0}').putNote('once/y-2', '2').commit();
    expect(store.notes.get('once/x')).toEqual({ value: '{"a":1.0}', revision });
    expect(store.notes.get('a')).toBeUndefined();
    expect([store.count(), store.get('once/x'), store.info().documents]).toEqual([1, undefined, 1]);
    expect(store.notes.list('once/', 10)).toEqual([
      { name: 'once/x', value: '{"a":1.0}' },
      { name: 'once/y-2', value: '2' },
    ]);
    expect(store.notes.list('once/', 1, 'once/x').map(({ name }) => name)).toEqual(['once/y-2']);
    await store.batch().removeNote('once/x').commit();
    expect(store.notes.list('', 10)).toHaveLength(1);
    expect(feed.next(10)).toEqual({ kind: 'changes', changes: [{ key: expect.anything(), kind: 'put', revision }] });
  });

  it('are refused when their names are none or they are large', async () => {
    await using held = new TempStore({ engine });
    const batch = held.store.batch();
    expect(() => batch.putNote('', '1')).toThrow(expect.objectContaining({ code: 'KEY_EMPTY' }));
    expect(() => batch.putNote('x'.repeat(512), '1')).toThrow(expect.objectContaining({ code: 'KEY_TOO_LONG' }));
    const large = JSON.stringify('x'.repeat(1024 * 1024));
    expect(() => batch.putNote('x', large)).toThrow(expect.objectContaining({ code: 'VALUE_TOO_LARGE' }));
  });
});
