import { type Row } from '../suite.ts';
import { BESIDE, type ContenderName, OURS } from './contender.ts';
import { type Dataset } from './documents.ts';
import { Field, type Figures } from './field.ts';
import { rowOfRace } from './rows.ts';

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
const OPENS = 3;

/** What becomes of the figures when the store grows, and what the largest one costs to open and to have open. */
export async function measureGrowth(
  names: readonly ContenderName[],
  { isQuick, say }: { isQuick: boolean; say: (line: string) => void },
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [label, count] of SIZES) {
    const dataset: Dataset = { count: isQuick ? count / 10 : count, valueBytes: VALUE_BYTES };
    say(`\n${dataset.count.toLocaleString('en')} documents of ${VALUE_BYTES} B, growth`);
    await using field = new Field(names, dataset);
    const load: Figures = new Map();
    for (const name of names) {
      await field.open(name);
      load.set(name, (await field.ask(name, { kind: 'load', seed: 1 })).samples);
      await field.close(name);
    }
    const open = await openAll(field, names);
    const memory = await memoryOf(field, names);
    for (const name of names) await field.open(name);
    const slices = isQuick ? 10 : 30;
    const gets = await field.race(ROUNDS, (seed) => ({ kind: 'get', seed, slices, parse: false }));
    const scans = await field.race(ROUNDS, () => ({ kind: 'scan' }));
    const puts = await field.race(ROUNDS, (seed) => ({ kind: 'put', seed, count: 100 }));
    const firsts = await field.race(ROUNDS, (seed) => ({ kind: 'first', seed, slices: 5 }));
    rows.push(
      rowOfRace(`bulk load, ${label}`, 'us/document', load),
      rowOfRace(`get raw, ${label}`, 'ns', gets),
      rowOfRace(`scan to JSON array, ${label}`, 'ns/B', scans),
      rowOfRace(`put durable, one, ${label}`, 'us', puts),
      rowOfRace(`prefix count and first 100, ${label}`, 'us', firsts),
      rowOfRace(`open ${label}, clean`, 'ms', open),
    );
    if (label === '1M') rows.push(rowOfRace('memory per document', 'B', memory));
  }
  return rows;
}

/** A new process each time; the second and later ones find the files in the page cache, as the first did. */
async function openAll(field: Field, names: readonly ContenderName[]): Promise<Figures> {
  const figures: Figures = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < OPENS; round++) {
    for (const name of field.order()) {
      figures.get(name)?.push(await field.open(name));
      await field.close(name);
    }
  }
  return figures;
}

/** Bytes of anonymous memory that a process has more once the store is open, by document. The peers keep no index in memory. */
async function memoryOf(field: Field, names: readonly ContenderName[]): Promise<Figures> {
  const figures: Figures = new Map();
  for (const name of names.filter((name) => name === OURS || name === BESIDE)) {
    const rounds: number[] = [];
    for (let round = 0; round < OPENS; round++) rounds.push((await field.memoryOf(name)) / field.dataset.count);
    figures.set(name, rounds);
  }
  return figures;
}
