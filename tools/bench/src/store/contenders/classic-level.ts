import { ClassicLevel } from 'classic-level';

import { type Contender } from '../contender.ts';
import { TextParts } from '../text-parts.ts';

/** How many entries one call of an iterator brings. */
const ENTRIES_A_CALL = 1000;

/** Every write with `sync: true`. No compression, which would cost time to win space that no row asks about. */
export async function openClassicLevel(folder: string): Promise<Contender> {
  const database = new ClassicLevel<string, string>(folder, {
    compression: false,
    cacheSize: 256 << 20,
    keyEncoding: 'utf8',
    valueEncoding: 'utf8',
  });
  await database.open();
  const inRange = (prefix: string) => ({ gte: prefix, lt: `${prefix}\u{10FFFF}` });
  return {
    get: (key) => database.getSync(key),
    load: (entries) =>
      database.batch(
        entries.map(({ key, value }) => ({ type: 'put', key, value })),
        { sync: true },
      ),
    put: (key, value) => database.put(key, value, { sync: true }),
    remove: (key) => database.del(key, { sync: true }),
    async scan(show) {
      const parts = new TextParts(show);
      const iterator = database.iterator({ highWaterMarkBytes: 1 << 20, fillCache: false });
      for (;;) {
        const entries = await iterator.nextv(ENTRIES_A_CALL);
        if (entries.length === 0) break;
        for (const [key, value] of entries) parts.add(`,{"key":"${key}","value":${value}}`);
      }
      parts.end();
      await iterator.close();
    },
    async firstOf(prefix, limit) {
      const values = await database.values({ ...inRange(prefix), limit }).all();
      let count = 0;
      const keys = database.keys({ ...inRange(prefix), highWaterMarkBytes: 1 << 20 });
      for (;;) {
        const some = await keys.nextv(ENTRIES_A_CALL);
        if (some.length === 0) break;
        count += some.length;
      }
      await keys.close();
      return { count, values };
    },
    // It does not tell: those who ask give it time.
    isQuiet: () => true,
    close: () => database.close(),
  };
}
