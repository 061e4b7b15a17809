import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Row, type Suite, type SuiteOptions } from '../suite.ts';
import { measureCompaction } from './compaction/rows.ts';
import { ALL, type ContenderName } from './contender.ts';
import { type Dataset } from './documents.ts';
import { documentStore } from './document.ts';
import { Field } from './field.ts';
import { LARGE } from './goals.ts';
import { measureGrowth } from './growth.ts';
import { measureLongKeys } from './long-keys.ts';
import { measureRows } from './measure-rows.ts';
import { openContender } from './open-contender.ts';

const SMALL_BYTES = 200;
const LARGE_BYTES = 4096;

export const store: Suite = {
  name: 'store',
  description: 'our log engine beside lmdb, classic-level, better-sqlite3 and node:sqlite; redb beside them',
  rounds: { full: 5, quick: 3 },
  run,
  document: documentStore,
};

async function run({ rounds, isQuick, only = '', say }: SuiteOptions): Promise<Row[]> {
  const names = await available(say);
  const wants = (name: string) => name.startsWith(only);
  const small: Dataset = { count: isQuick ? 50_000 : 300_000, valueBytes: SMALL_BYTES, keys: 'short' };
  const large: Dataset = { count: isQuick ? 5_000 : 40_000, valueBytes: LARGE_BYTES, keys: 'short' };
  const options = { rounds, isQuick, say, wants };
  const rowsOf = async (documents: Dataset, suffix: string, rounds: number) => {
    await using field = new Field(names, documents);
    return await measureRows(field, names, { ...options, rounds, suffix });
  };
  const parts = [
    () => rowsOf(small, '', rounds),
    () => rowsOf(large, LARGE, Math.min(rounds, 3)),
    () => measureGrowth(names, options),
    () => measureLongKeys(names, small, options),
    () => measureCompaction({ isQuick, only, say }),
  ];
  const rows: Row[] = [];
  for (const measure of parts) {
    rows.push(...(await measure()));
    // Who asks for some rows asks about a change, and the first that are called so tell.
    if (only !== '' && rows.length > 0) break;
  }
  return rows;
}

/** The stores that work on this machine. A peer that does not is left out, and the reason said. */
async function available(say: (line: string) => void): Promise<ContenderName[]> {
  const names: ContenderName[] = [];
  for (const name of ALL) {
    const folder = await mkdtemp(join(tmpdir(), 'bimetal-bench-'));
    try {
      await (await openContender(name, folder)).close();
      names.push(name);
    } catch (error) {
      say(`${name} is left out: ${(error as Error).message}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return names;
}
