import type { Row, Suite } from './suite.ts';

/** The rows for people: each figure, each peer beside it, and how we stand against the best of them. */
export function formatRows(rows: readonly Row[]): string {
  const lines = rows.flatMap((row) => {
    const ahead = row.ratio === null ? '' : `${row.ratio.toFixed(2)} × ${row.best}`;
    const ours = [row.name, figure(row.ours), row.unit, ahead];
    const peers = Object.entries(row.peers).map(([name, value]) => [`  ${name}`, figure(value), row.unit, '']);
    return [ours, ...peers];
  });
  const table = [['', 'figure', 'unit', 'ratio (above 1: ahead)'], ...lines];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  return table
    .map(([name = '', value = '', unit = '', ahead = '']) =>
      [name.padEnd(widths[0] ?? 0), value.padStart(widths[1] ?? 0), unit.padEnd(widths[2] ?? 0), ahead]
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Three digits that mean something: 0.354, 21.3, 1240. */
function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

export function formatHelp(suites: readonly Suite[]): string {
  const width = Math.max(...suites.map((suite) => suite.name.length));
  return [
    'npm run bench -- <suite> [--json FILE] [--quick] [--rounds N]',
    '',
    'Suites:',
    ...suites.map((suite) => `  ${suite.name.padEnd(width)}  ${suite.description}`),
    '',
    '--json FILE  also write the rows to FILE, as { suite, rows: [{ name, unit, ours, peers, best, ratio }] }',
    '--quick      fewer and shorter rounds, for a look and not for a figure',
    '--rounds N   how many rounds the median is taken over',
  ].join('\n');
}
