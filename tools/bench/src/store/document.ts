import { lineCharts, type Panel } from '../charts/line-charts.ts';
import { ratioBars } from '../charts/ratio-bars.ts';
import { figuresTable, syncsTable } from '../document/figures.ts';
import { writeChart, writeFigures } from '../document/write.ts';
import { type Row } from '../suite.ts';
import { COMPACTION, LARGE, LONG } from './goals.ts';
import { GROWTH } from './growth.ts';

/** Puts the rows into docs/benchmarks.md and draws the charts beside it. */
export async function documentStore(rows: readonly Row[], machine: string): Promise<void> {
  const isCompaction = ({ name }: Row) => name.startsWith(COMPACTION);
  // A run of those alone has all of them, and a whole run the half.
  if (rows.every(isCompaction)) return writeFigures('store --only compaction', machine, figuresTable(rows));
  await documentRace(
    rows.filter((row) => !isCompaction(row)),
    machine,
  );
}

async function documentRace(rows: readonly Row[], machine: string): Promise<void> {
  const growing = new Set(GROWTH.flatMap(({ nameAt, sizes }) => sizes.map(([label]) => nameAt(label))));
  const isGrowth = ({ name }: Row) => growing.has(name) && name !== 'open 1M, clean';
  const isLarge = ({ name }: Row) => name.endsWith(LARGE);
  const isLong = ({ name }: Row) => name.endsWith(LONG);
  const parts = [
    '200 B a document:',
    figuresTable(rows.filter((row) => !isGrowth(row) && !isLarge(row) && !isLong(row))),
    '4 KB a document:',
    figuresTable(rows.filter(isLarge)),
    'Long keys, 200 B a document:',
    figuresTable(rows.filter(isLong)),
    'As the store grows:',
    figuresTable(rows.filter(isGrowth)),
    'What each operation costs in fsyncs, which is how the durability of the peers was checked:',
    syncsTable(rows.filter((row) => !isLarge(row) && !isLong(row))),
  ];
  await writeFigures('store', machine, parts.join('\n\n'));
  writeChart(
    'store-ratios.svg',
    ratioBars(
      'Bimetal’s log engine against the best peer',
      rows.filter((row) => !isLarge(row)),
    ),
  );
  writeChart('store-growth.svg', lineCharts('As the store grows, 200 B a document', growthPanels(rows)));
}

function growthPanels(rows: readonly Row[]): Panel[] {
  return GROWTH.map(({ nameAt, sizes, title }) => {
    const found = sizes.flatMap(([label, count]) => {
      const row = rows.find(({ name }) => name === nameAt(label));
      return row ? [{ count, figures: { log: row.ours, ...row.peers, ...row.beside } as Record<string, number> }] : [];
    });
    const names = [...new Set(found.flatMap(({ figures }) => Object.keys(figures)))];
    const series = names.map((name) => ({
      name,
      points: found.flatMap(({ count, figures }) =>
        figures[name] === undefined ? [] : [[count, figures[name]] as const],
      ),
    }));
    return { title, across: 'documents', series, logarithmic: { across: true, up: true } };
  });
}
