import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';

const known = new Map<string, string>();

/** The path with no symbolic link in it. What does not exist has the real path of the folder that it would lie in. */
export function realPath(path: string): string {
  if (!isAbsolute(path)) return path;
  const before = known.get(path);
  if (before !== undefined) return before;
  try {
    const real = realpathSync(path);
    known.set(path, real);
    return real;
  } catch {
    const folder = dirname(path);
    return folder === path ? path : join(realPath(folder), basename(path));
  }
}
