import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { type Contender } from '../contender.ts';
import { TextParts } from '../text-parts.ts';
import { after, FIRST_PAGE, nextPage, PRAGMAS, SQL, TABLE } from './sqlite.ts';

export function openNodeSqlite(folder: string): Contender {
  const database = new DatabaseSync(join(folder, 'data.sqlite'));
  for (const pragma of PRAGMAS) database.exec(pragma);
  database.exec(TABLE);
  const prepare = (sql: string) => {
    const statement = database.prepare(sql);
    // A row as an array is cheaper than one as an object.
    statement.setReturnArrays(true);
    return statement;
  };
  const get = prepare(SQL.get);
  const put = prepare(SQL.put);
  const remove = prepare(SQL.remove);
  const page = prepare(SQL.page);
  const count = prepare(SQL.count);
  const first = prepare(SQL.first);
  return {
    get: (key) => (get.get(key) as unknown as [string] | undefined)?.[0],
    load(entries) {
      database.exec('BEGIN');
      for (const { key, value } of entries) put.run(key, value);
      database.exec('COMMIT');
    },
    put: (key, value) => void put.run(key, value),
    remove: (key) => void remove.run(key),
    scan(show) {
      const parts = new TextParts(show);
      let documents = FIRST_PAGE;
      for (let last = ''; ;) {
        const [text, key] = page.get(last, documents) as unknown as [string | null, string | null];
        if (text === null || key === null) break;
        parts.add(text);
        documents = nextPage(documents, text.length);
        last = key;
      }
      parts.end();
    },
    firstOf: (prefix, limit) => ({
      count: (count.get(prefix, after(prefix)) as unknown as [number])[0],
      values: (first.all(prefix, after(prefix), limit) as unknown as [string][]).map(([value]) => value),
    }),
    isQuiet: () => true,
    close: () => database.close(),
  };
}
