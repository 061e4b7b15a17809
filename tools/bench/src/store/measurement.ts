import { type Better, type Row } from '../suite.ts';
import { type Field, type Figures } from './field.ts';
import { rowOfRace } from './rows.ts';

/** A row, and how it comes from stores that are loaded. */
export type Measurement<Loaded> = {
  name: string;
  unit: string;
  better?: Better;
  measure: (loaded: Loaded) => Promise<Figures> | Figures;
  /** Whether its fsyncs are noted. */
  counts?: boolean;
};

export type Wanted = {
  /** Whether a row is asked for. */
  wants: (name: string) => boolean;
  say: (line: string) => void;
};

/** Measures the rows that are asked for, in their order. The stores are loaded only if there is one. */
export async function measureWanted<Loaded>(
  field: Field,
  measurements: readonly Measurement<Loaded>[],
  load: () => Promise<Loaded>,
  { wants, say }: Wanted,
): Promise<Row[]> {
  const wanted = measurements.filter(({ name }) => wants(name));
  if (wanted.length === 0) return [];
  const { count, valueBytes, keys } = field.dataset;
  say(`\n${count.toLocaleString('en')} documents of ${valueBytes} B, ${keys} keys`);
  const loaded = await load();
  const rows: Row[] = [];
  for (const { name, unit, better, measure, counts } of wanted) {
    const row = rowOfRace(name, unit, await measure(loaded), better);
    if (counts && field.syncsOf.size > 0) row.notes = { 'fsyncs an operation': Object.fromEntries(field.syncsOf) };
    rows.push(row);
    const ahead = row.ratio === null ? '' : `, ${row.ratio.toFixed(2)} × ${row.best}`;
    say(`  ${row.name}: ${row.ours.toPrecision(3)} ${row.unit}${ahead}`);
  }
  return rows;
}
