import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const workspaceRoot = resolve(import.meta.dirname, '../../..');

export const pluginFolder = join(workspaceRoot, 'tools/lldb-ts/lldb_ts');

/** The line, from 1, of the first occurrence of a text in a source file, after that of `below` if it is given. */
export function lineOf(path: string, text: string, below?: string): number {
  const lines = readFileSync(join(workspaceRoot, path), 'utf8').split('\n');
  const start = below === undefined ? 0 : lines.findIndex((line) => line.includes(below));
  const at = lines.findIndex((line, index) => index >= start && line.includes(text));
  if (start < 0 || at < 0) throw new Error(`${path} has no line with ${JSON.stringify(text)}.`);
  return at + 1;
}
