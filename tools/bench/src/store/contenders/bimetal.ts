import { type Contender } from '../contender.ts';

/** As an application would use it: the defaults, and a buffer of its own for scans. */
export async function openBimetal(folder: string, engine: 'log' | 'redb'): Promise<Contender> {
  const { Store } = await import('@bimetal/bindings');
  const store = Store.open(folder, { engine });
  const buffer = new Uint8Array(256 * 1024);
  return {
    get: (key) => store.get(key),
    async load(entries) {
      const batch = store.batch();
      for (const { key, value } of entries) batch.put(key, value);
      await batch.commit();
    },
    put: (key, value) => store.put(key, value),
    remove: (key) => store.remove(key),
    scan(show) {
      using snapshot = store.snapshot();
      using cursor = snapshot.cursor();
      for (let read = cursor.read(buffer); read.kind !== 'done'; read = cursor.read(buffer)) {
        if (read.kind !== 'filled') throw new Error('a document is larger than the buffer');
        show(buffer.subarray(0, read.bytes));
      }
    },
    firstOf(prefix, limit) {
      using snapshot = store.snapshot();
      using cursor = snapshot.cursor({ prefix });
      const values = cursor.next(limit).map(({ value }) => value);
      return { count: snapshot.count({ prefix }), values };
    },
    isQuiet: () => store.statistics().compaction === 'idle',
    close: () => store.close(),
  };
}
