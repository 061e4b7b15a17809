import { type Row } from '../suite.ts';
import { type ContenderName } from './contender.ts';
import { type Dataset } from './documents.ts';
import { Field } from './field.ts';
import { LONG } from './goals.ts';
import { type MeasureOptions, measureRows } from './measure-rows.ts';
import { type Measurement, measureWanted } from './measurement.ts';
import { measureOpening, type Opening } from './opening.ts';

/** Where the length of a key can tell. */
const ROWS: ReadonlySet<string> = new Set(
  [
    'get parsed',
    'get raw',
    'scan to JSON array',
    'bulk load',
    'put durable, 64 concurrent',
    'prefix count and first 100',
  ].map((name) => `${name}${LONG}`),
);

const MILLION: readonly Measurement<Opening>[] = [
  { name: `open 1M, clean${LONG}`, unit: 'ms', measure: ({ open }) => open },
  { name: `memory per document${LONG}`, unit: 'B', measure: ({ memory }) => memory },
];

/** Rows of a store whose keys are longer than what the log keeps in 16 bytes: every store has the same ones. */
export async function measureLongKeys(
  names: readonly ContenderName[],
  documents: Dataset,
  options: Omit<MeasureOptions, 'suffix'>,
): Promise<Row[]> {
  const { isQuick, wants } = options;
  const rows: Row[] = [];
  {
    await using field = new Field(names, { ...documents, keys: 'long' });
    const wantsLong = (name: string) => ROWS.has(name) && wants(name);
    rows.push(...(await measureRows(field, names, { ...options, suffix: LONG, wants: wantsLong })));
  }
  await using field = new Field(names, { ...documents, keys: 'long', count: isQuick ? 100_000 : 1_000_000 });
  rows.push(...(await measureWanted(field, MILLION, () => measureOpening(field, names), options)));
  return rows;
}
