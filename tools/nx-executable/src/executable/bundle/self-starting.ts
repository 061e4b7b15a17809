import type { Metafile } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A sentence for the modules of the program itself that start processes or threads with Node and a file: inside the
 * executable there is neither, and what they start is the program again. Packages are not looked at: many can do so, and
 * few do.
 */
export function selfStarting({ outputs }: Metafile, workspaceRoot: string): string | undefined {
  const modules = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const found = [...new Set(modules)]
    .filter((file) => !/(^|\/)node_modules\//.test(file) && !/^[\w-]{2,}:/.test(file))
    .filter((file) => STARTS.test(readFileSync(join(workspaceRoot, file), 'utf8')))
    .sort();
  if (found.length === 0) return undefined;
  return `${found.join(', ')}: fork(), spawn(process.execPath, …) and Worker start the executable again rather than a script, since there is no other file inside. Let main branch by an argument or a variable, or leave them out.`;
}

/** A worker that is given its code, and no file, is none of them. */
const STARTS =
  /\bnew\s+(\w+\.)*Worker\s*\((?![^;]*\beval: true)|\bfork\s*\(|\b(spawn|exec|execFile)(Sync)?\s*\([^)]*\b(execPath|argv0|argv\[0\])/;
