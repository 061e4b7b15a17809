import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const workspaceRoot = resolve(import.meta.dirname, '../../..');

/** The server as one file, with what a debugger needs. Target `executable:build-debug` makes it. */
export const debugExecutablePath = join(workspaceRoot, 'dist/debug/bimetal');

/** The one that is given away, beside the folder `symbols`. Target `executable:build` makes it. */
export const releasedExecutablePath = join(workspaceRoot, 'dist/bimetal');

/** Where executables put the addon: not among those of the developer. */
export const addonCache = join(workspaceRoot, 'node_modules/.cache/bimetal/executable');

export const pluginFolder = join(workspaceRoot, 'tools/lldb-ts/lldb_ts');

/** The line, from 1, of the first occurrence of a text in a source file, after that of `below` if it is given. */
export function lineOf(path: string, text: string, below?: string): number {
  const lines = readFileSync(join(workspaceRoot, path), 'utf8').split('\n');
  const start = below === undefined ? 0 : lines.findIndex((line) => line.includes(below));
  const at = lines.findIndex((line, index) => index >= start && line.includes(text));
  if (start < 0 || at < 0) throw new Error(`${path} has no line with ${JSON.stringify(text)}.`);
  return at + 1;
}
