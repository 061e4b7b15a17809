import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** The first of the names that is an executable file on the PATH. */
export function findProgram(names: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  for (const name of names) {
    const candidates = isAbsolute(name)
      ? [name]
      : (env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));
    const found = candidates.find(isExecutable);
    if (found) return found;
  }
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    // A folder may be entered by the same right.
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
