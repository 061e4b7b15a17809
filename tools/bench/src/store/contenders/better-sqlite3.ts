import { join } from 'node:path';

import Database from 'better-sqlite3';

import { type Contender } from '../contender.ts';
import { type Entry } from '../documents.ts';
import { TextParts } from '../text-parts.ts';
import { after, FIRST_PAGE, nextPage, PRAGMAS, SQL, TABLE } from './sqlite.ts';

export function openBetterSqlite(folder: string): Contender {
  const database = new Database(join(folder, 'data.sqlite'));
  for (const pragma of PRAGMAS) database.exec(pragma);
  database.exec(TABLE);
  const get = database.prepare(SQL.get).pluck();
  const put = database.prepare(SQL.put);
  const remove = database.prepare(SQL.remove);
  const page = database.prepare(SQL.page).raw();
  const count = database.prepare(SQL.count).pluck();
  const first = database.prepare(SQL.first).pluck();
  const load = database.transaction((entries: readonly Entry[]) => {
    for (const { key, value } of entries) put.run(key, value);
  });
  return {
    get: (key) => get.get(key) as string | undefined,
    load: (entries) => load(entries),
    put: (key, value) => void put.run(key, value),
    remove: (key) => void remove.run(key),
    scan(show) {
      const parts = new TextParts(show);
      let documents = FIRST_PAGE;
      for (let last = ''; ;) {
        const [text, key] = page.get(last, documents) as [string | null, string | null];
        if (text === null || key === null) break;
        parts.add(text);
        documents = nextPage(documents, text.length);
        last = key;
      }
      parts.end();
    },
    firstOf: (prefix, limit) => ({
      count: count.get(prefix, after(prefix)) as number,
      values: first.all(prefix, after(prefix), limit) as string[],
    }),
    isQuiet: () => true,
    close: () => void database.close(),
  };
}
