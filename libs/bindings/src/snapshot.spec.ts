import { caught } from '../test/caught.js';
import { ENGINES } from '../test/engines.js';
import { TempStore } from '../test/temp-store.js';

describe.each(ENGINES)('Snapshot (engine %s)', (engine) => {
  it('shows the store as of its revision, whatever is written meanwhile', async () => {
    await using temp = new TempStore({ engine });
    await temp.store.put('testdoc1-1', '1');
    using snapshot = temp.store.snapshot();
    using cursor = snapshot.cursor();
    await temp.store.put('testdoc1-1', '2');
    await temp.store.put('testdoc1-2', '2');
    expect([snapshot.revision, snapshot.length, snapshot.get('testdoc1-1'), snapshot.get('testdoc1-2')]).toEqual([
      1n,
      1,
      '1',
      undefined,
    ]);
    expect(cursor.next(10).map(({ value }) => value)).toEqual(['1']);
  });

  it('ends with its cursors when it is closed, and may be closed twice', async () => {
    await using temp = new TempStore({ engine });
    const snapshot = temp.store.snapshot();
    const cursor = snapshot.cursor();
    snapshot.close();
    snapshot.close();
    const closed = { code: 'SNAPSHOT_CLOSED' };
    expect(caught(() => snapshot.get('testdoc1-1'))).toMatchObject(closed);
    expect(caught(() => snapshot.length)).toMatchObject(closed);
    expect(caught(() => snapshot.cursor())).toMatchObject(closed);
    expect(caught(() => cursor.next(1))).toMatchObject(closed);
    expect(caught(() => cursor.read(new Uint8Array(8)))).toMatchObject(closed);
    expect(caught(() => cursor.seek('testdoc1-1'))).toMatchObject(closed);
  });
});
