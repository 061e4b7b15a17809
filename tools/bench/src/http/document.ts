import { figuresTable } from '../document/figures.ts';
import { writeFigures } from '../document/write.ts';
import { type Row } from '../suite.ts';
import { OURS } from './contender.ts';

/** Puts the rows, and who is not in them, into docs/benchmarks.md. */
export async function documentHttp(rows: readonly Row[], machine: string, kept: unknown): Promise<void> {
  await writeFigures('http', machine, httpText(rows, kept));
}

export function httpText(rows: readonly Row[], kept: unknown): string {
  const { left = {} } = (kept ?? {}) as { left?: Record<string, string> };
  const missing = Object.keys(left).map((name) => `\`${name}\``);
  const table = figuresTable(rows, OURS);
  return missing.length === 0
    ? table
    : `${table}\n\nNot measured, since they could not be installed or filled: ${missing.join(', ')}.`;
}
