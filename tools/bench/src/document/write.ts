import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../../..');
const page = join(root, 'docs/benchmarks.md');

const END = '<!-- /figures -->';

/** Puts what a suite measured between its marks in docs/benchmarks.md. */
export async function writeFigures(suite: string, machine: string, figures: string): Promise<void> {
  const text = replaceFigures(readFileSync(page, 'utf8'), suite, machine, figures);
  const prettier = await import('prettier');
  const options = (await prettier.resolveConfig(page)) ?? {};
  writeFileSync(page, await prettier.format(text, { ...options, filepath: page }));
}

/** Replaces the text between the marks of a suite. */
export function replaceFigures(text: string, suite: string, machine: string, figures: string): string {
  const mark = `<!-- figures: npm run bench -- ${suite} (`;
  const begin = text.indexOf(mark);
  const end = text.indexOf(END, begin);
  if (begin < 0 || end < 0) throw new Error(`docs/benchmarks.md has no figures of ${suite}: there is no "${mark}…"`);
  return `${text.slice(0, begin)}${mark}${machine}) -->\n\n${figures}\n\n${text.slice(end)}`;
}

/** Writes a chart into docs/images. */
export function writeChart(name: string, svg: string): void {
  const file = join(root, 'docs/images', name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, svg);
}
