import { type Row } from '../suite.ts';
import { figure } from '../table.ts';

/** The rows as a table in Markdown: each store a column, and how ours stands against the best peer and its goal. */
export function figuresTable(rows: readonly Row[], ours = 'log'): string {
  const stores = columnsOf(rows);
  const head = ['', 'unit', `**${ours}**`, ...stores, 'ratio', 'floor', 'aim'];
  const lines = rows.map((row) => [
    row.name,
    unitOf(row),
    `**${figure(row.ours)}**`,
    ...stores.map((store) => cell(row.peers[store] ?? row.beside?.[store])),
    row.ratio === null ? '' : row.ratio.toFixed(2),
    goalCell(row, row.goal?.floor),
    goalCell(row, row.goal?.stretch),
  ]);
  return markdown(head, lines, (column) => column > 1);
}

/** fsyncs an operation, for the rows that count them. */
export function syncsTable(rows: readonly Row[]): string {
  const counted = rows.flatMap((row) => {
    const syncs = row.notes?.['fsyncs an operation'];
    return syncs ? [{ name: row.name, syncs }] : [];
  });
  const stores = [...new Set(counted.flatMap(({ syncs }) => Object.keys(syncs)))];
  const lines = counted.map(({ name, syncs }) => [name, ...stores.map((store) => cell(syncs[store]))]);
  return markdown(['fsyncs an operation', ...stores], lines, (column) => column > 0);
}

/** Peers first, then what is shown beside them. */
function columnsOf(rows: readonly Row[]): string[] {
  const names = (of: (row: Row) => Record<string, number> | undefined) =>
    rows.flatMap((row) => Object.keys(of(row) ?? {}));
  return [...new Set([...names((row) => row.peers), ...names((row) => row.beside)])];
}

const UNITS: Readonly<Record<string, string>> = { us: 'µs', 'us/document': 'µs a document', times: '' };

function unitOf({ unit }: Row): string {
  return UNITS[unit] ?? unit;
}

function cell(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '' : figure(value);
}

/** A goal that is reached has a check mark: nobody should have to compare. */
function goalCell({ goal, ours, ratio }: Row, mark: number | undefined): string {
  if (!goal || mark === undefined) return '';
  const isReached = goal.of === 'ours' ? ours <= mark : ratio !== null && ratio >= mark;
  const words = goal.of === 'ours' ? `≤ ${mark}` : String(mark);
  return isReached ? `${words} ✓` : words;
}

function markdown(head: string[], lines: string[][], isRight: (column: number) => boolean): string {
  const rule = head.map((_, column) => (isRight(column) ? '---:' : '---'));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
