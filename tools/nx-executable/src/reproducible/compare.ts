import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

/** One file that is not the same in both folders, in words. */
export interface Difference {
  file: string;
  how: string;
}

export interface Comparison {
  /** Files that are in both. */
  compared: string[];
  differences: Difference[];
}

/** Compares files and folders byte by byte. `paths` are relative to both `one` and `other`. */
export function compare(one: string, other: string, paths: readonly string[]): Comparison {
  const files = [...new Set([one, other].flatMap((root) => paths.flatMap((path) => filesAt(root, path))))].sort();
  const compared: string[] = [];
  const differences: Difference[] = paths
    .filter((path) => !existsSync(join(one, path)) && !existsSync(join(other, path)))
    .map((file) => ({ file, how: 'is in neither of them' }));
  for (const file of files) {
    const missing = [one, other].find((root) => !existsSync(join(root, file)));
    if (missing !== undefined) {
      differences.push({ file, how: `is missing in ${missing}` });
      continue;
    }
    compared.push(file);
    const how = difference(readFileSync(join(one, file)), readFileSync(join(other, file)));
    if (how !== undefined) differences.push({ file, how });
  }
  return { compared, differences };
}

function filesAt(root: string, path: string): string[] {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return [];
  if (statSync(absolute).isFile()) return [path];
  return readdirSync(absolute, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(absolute, file)).isFile())
    .map((file) => posix.join(path, file.split(sep).join('/')));
}

/** Says where two texts begin to differ, with what stands there: a path or a date tells its origin. */
function difference(one: Buffer, other: Buffer): string | undefined {
  if (one.equals(other)) return undefined;
  const shorter = Math.min(one.length, other.length);
  let first = 0;
  while (first < shorter && one[first] === other[first]) first += 1;
  let count = Math.abs(one.length - other.length);
  for (let at = first; at < shorter; at += 1) if (one[at] !== other[at]) count += 1;
  const sizes = one.length === other.length ? `${one.length} bytes` : `${one.length} and ${other.length} bytes`;
  return [
    `differs: ${sizes}, ${count} of them not the same, from offset ${first}`,
    `  ${excerpt(one, first)}`,
    `  ${excerpt(other, first)}`,
  ].join('\n');
}

function excerpt(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', Math.max(0, at - 40), at + 60).replace(/[^\x20-\x7e]/g, '.');
}
