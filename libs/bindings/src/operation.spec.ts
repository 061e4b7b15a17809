import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { rejection } from '../test/caught.js';
import { ENGINES } from '../test/engines.js';
import { TempFolder } from '../test/temp-store.js';
import { type Engine, Store } from './index.js';

const value = JSON.stringify({ text: 'x'.repeat(1000) });

async function filled(folder: string, engine: Engine): Promise<Store> {
  const store = Store.open(folder, { engine });
  await Promise.all(Array.from({ length: 2000 }, (_, number) => store.put(`testdoc1-${number}`, value)));
  await store.put('testdoc1-7', '"seven"', { expires: new Date('2100-01-01') });
  await store.remove('testdoc1-8');
  return store;
}

describe.each(ENGINES)('a store of the engine %s', (engine) => {
  it('finds nothing wrong with itself', async () => {
    using folder = new TempFolder();
    await using store = await filled(folder.path, engine);
    const report = await store.check();
    expect(report).toMatchObject({ documents: 1999, problems: [] });
    expect(report.bytes).toBeGreaterThan(1_999_000);
    expect(store.statistics()).toMatchObject({ documents: 1999, expiringDocuments: 1, compaction: 'idle' });
    expect([store.backgroundFailure(), store.statistics().backgroundFailure]).toEqual([undefined, undefined]);
  });

  it('is backed up while it is written to, and a backup is a store', async () => {
    using folder = new TempFolder();
    using target = new TempFolder();
    await using store = await filled(folder.path, engine);
    const progress: number[] = [];
    const copy = join(target.path, 'copy');
    const backup = store.backup(copy, { onProgress: ({ bytes }) => progress.push(bytes) });
    await store.put('testdoc1-9', '"later"');
    const revision = await backup;
    expect(progress.at(-1)).toBeGreaterThan(0);
    await using restored = Store.open(copy);
    expect(restored.info()).toMatchObject({ engine, lastRevision: revision });
    expect(restored.getDocument('testdoc1-7')).toEqual(store.getDocument('testdoc1-7'));
    expect(restored.get('testdoc1-8')).toBeUndefined();
  });

  it.each(ENGINES)('is migrated to the engine %s with its revisions', async (other) => {
    using folder = new TempFolder();
    using target = new TempFolder();
    await using store = await filled(folder.path, engine);
    const copy = join(target.path, 'copy');
    expect(await store.migrate(copy, other)).toBe(2002n);
    await using migrated = Store.open(copy);
    expect(migrated.info()).toMatchObject({ engine: other, lastRevision: 2002n, documents: 1999 });
    expect(migrated.getDocument('testdoc1-7')).toEqual(store.getDocument('testdoc1-7'));
    expect(await migrated.put('testdoc1-1', '1')).toBe(2003n);
  });

  it('leaves nothing of a backup that is cancelled', async () => {
    using folder = new TempFolder();
    using target = new TempFolder();
    await using store = await filled(folder.path, engine);
    const copy = join(target.path, 'copy');
    const backup = store.backup(copy, { signal: AbortSignal.abort() });
    expect(await rejection(backup)).toMatchObject({ code: 'CANCELLED' });
    expect(existsSync(copy)).toBe(false);
  });

  it('does not write over what is there', async () => {
    using folder = new TempFolder();
    await using store = await filled(folder.path, engine);
    expect(await rejection(store.backup(folder.path))).toMatchObject({ code: 'FOLDER_INVALID' });
  });
});
