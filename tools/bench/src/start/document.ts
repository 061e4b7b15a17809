import { writeChart, writeFigures } from '../document/write.ts';
import { type Row } from '../suite.ts';
import { figure } from '../table.ts';
import { startChart } from './chart.ts';
import { NAMES } from './contenders.ts';

export async function documentStart(rows: readonly Row[], machine: string): Promise<void> {
  await writeFigures('start', machine, `${startTable(rows)}\n\n${partsTable(rows)}`);
  writeChart('start.svg', startChart(rows));
}

/** The rows in Markdown, each contender a column. */
export function startTable(rows: readonly Row[]): string {
  const lines = rows.map((row) => [
    row.name,
    row.unit === 'times' ? '' : row.unit,
    `**${figure(row.ours)}**`,
    ...NAMES.slice(1).map((name) => cell(row.peers[name] ?? row.beside?.[name])),
    goal(row, row.goal?.floor),
    goal(row, row.goal?.stretch),
  ]);
  const head = ['', 'unit', `**${NAMES[0]}**`, ...NAMES.slice(1), 'goal', 'aim'];
  return markdown(head, lines, 2);
}

/** What the size is made of. */
export function partsTable(rows: readonly Row[]): string {
  const parts = Object.values(rows.find(({ name }) => name === 'size')?.notes ?? {})[0] ?? {};
  const lines = Object.entries(parts).map(([name, megabytes]) => [PARTS[name] ?? name, figure(megabytes)]);
  return markdown(['what the file is made of', 'MB'], lines, 1);
}

const PARTS: Readonly<Record<string, string>> = {
  node: 'Node, with V8, ICU and OpenSSL',
  bundle: 'the program, one script',
  'code cache': "V8's code cache of it",
  addon: 'the addon',
  page: 'the page',
  rest: 'licences, settings, manifest',
};

function cell(value: number | undefined): string {
  return value === undefined ? '' : figure(value);
}

/** A goal that is reached has a check mark. */
function goal({ ours }: Row, mark: number | undefined): string {
  if (mark === undefined) return '';
  return ours <= mark ? `≤ ${mark} ✓` : `≤ ${mark}`;
}

function markdown(head: string[], lines: string[][], right: number): string {
  const rule = head.map((_, column) => (column < right ? '---' : '---:'));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
