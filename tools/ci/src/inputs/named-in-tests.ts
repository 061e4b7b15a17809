import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** The variables that TypeScript, JavaScript or Python reads by name from the process's own environment. */
export function variablesNamedIn(source: string): string[] {
  const found = source.matchAll(
    /\b(?:process\.env|os\.environ)(?:(?:\.get\(|\[)['"]([A-Z][A-Z0-9_]+)['"]|\.([A-Z][A-Z0-9_]+)\b)/g,
  );
  return [...new Set([...found].map(([, quoted, plain]) => quoted ?? plain ?? ''))];
}

/**
 * The files of the workspace that a source names outside its own project, from the root of the workspace: by a text
 * that leads there from the source, from the project or from the root.
 */
export function filesNamedIn(source: string, file: string, project: string, workspaceRoot: string): string[] {
  const bases = [dirname(join(workspaceRoot, file)), join(workspaceRoot, project), workspaceRoot];
  const texts = [...source.matchAll(/(['"`])([\w@./-]*\/[\w@./-]*)\1/g)].map(([, , text = '']) => text);
  const found = texts.flatMap((text) =>
    bases.flatMap((base) => {
      const path = join(base, text);
      const name = relative(workspaceRoot, path).split(sep).join('/');
      const isElsewhere = !name.startsWith('..') && name !== project && !name.startsWith(`${project}/`);
      return isElsewhere && existsSync(path) && statSync(path).isFile() ? [name] : [];
    }),
  );
  return [...new Set(found)];
}
