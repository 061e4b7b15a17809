import { rejection } from '../test/caught.js';
import { ENGINES } from '../test/engines.js';
import { TempFolder, TempStore } from '../test/temp-store.js';
import { Store } from './index.js';

describe.each(ENGINES)('a document with a time to live (engine %s)', (engine) => {
  it('is read until it expires, and tells when that is', async () => {
    await using temp = new TempStore({ engine });
    const expires = new Date(Date.now() + 3_600_000);
    await temp.store.put('testdoc1-1', '1', { expires });
    expect(temp.store.getDocument('testdoc1-1')).toMatchObject({ value: '1', expires });
    using snapshot = temp.store.snapshot();
    expect(snapshot.cursor().next(1)).toMatchObject([{ expires }]);
    expect(temp.store.statistics()).toMatchObject({ documents: 1, expiringDocuments: 1 });
  });

  it('is read by nobody afterwards', async () => {
    await using temp = new TempStore({ engine });
    await temp.store.put('testdoc1-1', '1', { ttlMs: 0 });
    expect(temp.store.get('testdoc1-1')).toBeUndefined();
    expect(temp.store.count()).toBe(0);
  });

  /** Sets a document, and waits until the store has removed it by itself. */
  async function untilRemoved(store: Store): Promise<void> {
    using feed = store.changes();
    await store.put('testdoc1-1', '1', { ttlMs: 20 });
    const kinds: string[] = [];
    for await (const next of feed) {
      kinds.push(...(next.kind === 'changes' ? next.changes.map(({ kind }) => kind) : [next.kind]));
      if (kinds.length === 2) {
        break;
      }
    }
    expect(kinds).toEqual(['put', 'remove']);
  }

  it('is removed, and its feed says so', async () => {
    await using temp = new TempStore({ engine });
    await untilRemoved(temp.store);
    expect(temp.store.statistics()).toMatchObject({ documents: 0, expiringDocuments: 0 });
  });

  it('stays on disk in a store that is only looked at', async () => {
    using folder = new TempFolder();
    await Store.open(folder.path, { engine }).close();
    await using store = Store.open(folder.path, { existing: true });
    await store.put('testdoc1-1', '1', { ttlMs: 1 });
    // A store that was opened later, and removes, has done so by now.
    await using other = new TempStore({ engine });
    await untilRemoved(other.store);
    expect(store.get('testdoc1-1')).toBeUndefined();
    // Its removal would have taken a revision of its own.
    expect(await store.put('testdoc1-2', '2')).toBe(2n);
  });

  it('has one expiry, and not a negative time', async () => {
    await using temp = new TempStore({ engine });
    const both = temp.store.put('testdoc1-1', '1', { ttlMs: 1, expires: new Date() });
    expect(await rejection(both)).toMatchObject({ code: 'ARGUMENT_INVALID', details: { argument: 'options' } });
    const negative = temp.store.put('testdoc1-1', '1', { ttlMs: -1 });
    expect(await rejection(negative)).toMatchObject({ code: 'ARGUMENT_INVALID', details: { argument: 'ttlMs' } });
    const before1970 = temp.store.put('testdoc1-1', '1', { expires: new Date(-1) });
    expect(await rejection(before1970)).toMatchObject({ code: 'ARGUMENT_INVALID', details: { argument: 'expires' } });
    expect(temp.store.info()).toMatchObject({ lastRevision: 0n, documents: 0 });
  });

  it('expires at a moment that a Date can be', async () => {
    await using temp = new TempStore({ engine });
    const last = new Date(8.64e15);
    await temp.store.put('testdoc1-1', '1', { expires: last });
    expect(temp.store.getDocument('testdoc1-1')?.expires).toEqual(last);
    const beyond = temp.store.put('testdoc1-1', '2', { ttlMs: 8.64e15 });
    expect(await rejection(beyond)).toMatchObject({ code: 'ARGUMENT_INVALID', details: { argument: 'ttlMs' } });
    expect(temp.store.get('testdoc1-1')).toBe('1');
  });
});
