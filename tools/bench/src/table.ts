import { reached, type Row, type Suite } from './suite.ts';

/** The rows for people: each figure, each peer beside it, how we stand against the best of them, and against the goal. */
export function formatRows(rows: readonly Row[]): string {
  const lines = rows.flatMap((row) => {
    const ahead = row.ratio === null ? '' : `${row.ratio.toFixed(2)} × ${row.best}`;
    const ours = [row.name, figure(row.ours), row.unit, ahead, formatGoal(row)];
    const others = [...Object.entries(row.peers), ...Object.entries(row.beside ?? {})];
    const peers = others.map(([name, value]) => [
      `  ${name}${name in row.peers ? '' : ' (no peer)'}`,
      figure(value),
      row.unit,
      '',
      '',
    ]);
    const notes = Object.entries(row.notes ?? {}).map(([name, values]) => [
      `  ${name}: ${Object.entries(values)
        .map(([who, value]) => `${who} ${figure(value)}`)
        .join(', ')}`,
    ]);
    return [ours, ...peers, ...notes];
  });
  const table = [['', 'figure', 'unit', 'ratio (above 1: ahead)', ''], ...lines];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...table.filter((line) => line.length > 1).map((line) => line[column]?.length ?? 0)),
  );
  return table
    .map(([name = '', value = '', unit = '', ahead = '', goal = '']) =>
      [
        name.padEnd(widths[0] ?? 0),
        value.padStart(widths[1] ?? 0),
        unit.padEnd(widths[2] ?? 0),
        ahead.padEnd(widths[3] ?? 0),
        goal,
      ]
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What a row had to reach and whether it did: `floor 1.15 reached, stretch 1.4`. */
export function formatGoal(row: Row): string {
  const { goal } = row;
  if (!goal) return '';
  const [least, come] = [goal.of === 'ours' ? 'at most ' : '', reached(row)];
  const floor = `floor ${least}${goal.floor} ${come === 'missed' ? 'MISSED' : 'reached'}`;
  if (goal.stretch === undefined) return floor;
  return `${floor}, stretch ${least}${goal.stretch}${come === 'stretch' ? ' reached' : ''}`;
}

/** Three digits that mean something: 0.354, 21.3, 1240. */
export function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

export function formatHelp(suites: readonly Suite[]): string {
  const width = Math.max(...suites.map((suite) => suite.name.length), 'compare BASE'.length);
  return [
    'npm run bench -- <suite> [--json FILE] [--quick] [--rounds N] [--document]',
    'npm run bench -- compare BASE [NEW] [--suite NAME]',
    '',
    'Suites:',
    ...suites.map((suite) => `  ${suite.name.padEnd(width)}  ${suite.description}`),
    '',
    `  ${'compare BASE'.padEnd(width)}  what changed since BASE, a JSON file of an earlier run or a git revision`,
    '',
    '--json FILE   also write the rows to FILE, as { suite, machine, rows: [{ name, unit, ours, peers, best, ratio }] }',
    '--from FILE   show (and with --document put there) what FILE has, instead of measuring',
    '--quick       fewer and shorter rounds, for a look and not for a figure',
    '--rounds N    how many rounds the median is taken over',
    '--minutes N   how long the soak takes',
    '--only TEXT   only the rows of store or http whose names begin so',
    '--document    also put the figures into docs/benchmarks.md and the charts into docs/images',
    '--suite NAME  what `compare` runs where BASE is a revision; store by default',
  ].join('\n');
}
