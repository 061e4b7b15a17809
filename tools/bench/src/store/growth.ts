import { type Row } from '../suite.ts';
import { type ContenderName } from './contender.ts';
import { type Dataset } from './documents.ts';
import { Field, type Turn } from './field.ts';
import { type Measurement, measureWanted, type Wanted } from './measurement.ts';
import { measureOpening, type Opening } from './opening.ts';

const SIZES: readonly (readonly [string, number])[] = [
  ['10k', 10_000],
  ['100k', 100_000],
  ['1M', 1_000_000],
];

/** The rows that grow: their names at each size, and what their curves are called. */
export const GROWTH = [
  { nameAt: (size: string) => `bulk load, ${size}`, title: 'bulk load, µs a document' },
  { nameAt: (size: string) => `get raw, ${size}`, title: 'get raw, ns' },
  { nameAt: (size: string) => `scan to JSON array, ${size}`, title: 'scan to JSON array, ns a byte' },
  { nameAt: (size: string) => `put durable, one, ${size}`, title: 'put durable, one, µs' },
  { nameAt: (size: string) => `prefix count and first 100, ${size}`, title: 'prefix count and first 100, µs' },
  { nameAt: (size: string) => `open ${size}, clean`, title: 'open, ms' },
].map((curve) => ({ ...curve, sizes: SIZES }));

const VALUE_BYTES = 200;
const ROUNDS = 3;

/** What becomes of the figures when the store grows, and what the largest one costs to open and to have open. */
export async function measureGrowth(
  names: readonly ContenderName[],
  options: Wanted & { isQuick: boolean },
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [label, count] of SIZES) {
    const dataset: Dataset = { count: options.isQuick ? count / 10 : count, valueBytes: VALUE_BYTES, keys: 'short' };
    await using field = new Field(names, dataset);
    const load = async () => {
      const opening = await measureOpening(field, names);
      for (const name of names) await field.open(name);
      return opening;
    };
    rows.push(...(await measureWanted(field, measurements(field, label, options), load, options)));
  }
  return rows;
}

function measurements(field: Field, label: string, { isQuick }: { isQuick: boolean }): Measurement<Opening>[] {
  const slices = isQuick ? 10 : 30;
  const race = (turnOf: (seed: number) => Turn) => () => field.race(ROUNDS, turnOf);
  const memory: Measurement<Opening> = { name: 'memory per document', unit: 'B', measure: ({ memory }) => memory };
  return [
    { name: `bulk load, ${label}`, unit: 'us/document', measure: ({ load }) => load },
    { name: `get raw, ${label}`, unit: 'ns', measure: race((seed) => ({ kind: 'get', seed, slices, parse: false })) },
    { name: `scan to JSON array, ${label}`, unit: 'ns/B', measure: race(() => ({ kind: 'scan' })) },
    {
      name: `put durable, one, ${label}`,
      unit: 'us',
      measure: race((seed) => ({ kind: 'put', seed, count: 100 })),
    },
    {
      name: `prefix count and first 100, ${label}`,
      unit: 'us',
      measure: race((seed) => ({ kind: 'first', seed, slices: 5 })),
    },
    { name: `open ${label}, clean`, unit: 'ms', measure: ({ open }) => open },
    ...(label === '1M' ? [memory] : []),
  ];
}
