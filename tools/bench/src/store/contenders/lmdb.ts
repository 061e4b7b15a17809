import { join } from 'node:path';

import { open } from 'lmdb';

import { type Contender } from '../contender.ts';
import { TextParts } from '../text-parts.ts';

/**
 * `overlappingSync: false`, because with the default a `put` is answered before its flush. Strings, since ready JSON text is
 * what is stored. `put` gathers the writes of a tick into one transaction by itself.
 */
export function openLmdb(folder: string): Contender {
  const database = open<string, string>({
    path: join(folder, 'data.mdb'),
    encoding: 'string',
    overlappingSync: false,
  });
  const after = (prefix: string) => `${prefix}\u{10FFFF}`;
  return {
    get: (key) => database.get(key),
    load(entries) {
      database.transactionSync(() => {
        for (const { key, value } of entries) database.putSync(key, value);
      });
    },
    put: (key, value) => database.put(key, value),
    remove: (key) => database.remove(key),
    scan(show) {
      const parts = new TextParts(show);
      for (const { key, value } of database.getRange()) parts.add(`,{"key":"${key}","value":${value}}`);
      parts.end();
    },
    firstOf(prefix, limit) {
      const range = { start: prefix, end: after(prefix) };
      const values = Array.from(database.getRange({ ...range, limit }), ({ value }) => value);
      return { count: database.getKeysCount(range), values };
    },
    isQuiet: () => true,
    close: () => database.close(),
  };
}
