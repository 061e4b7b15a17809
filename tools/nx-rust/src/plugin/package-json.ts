import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The parts of a package.json that the plugin reads. */
export interface PackageJson {
  name?: string;
  main?: unknown;
  scripts?: Record<string, string>;
  nx?: { name?: string; includedScripts?: string[]; targets?: Record<string, ProjectTarget> };
  [section: string]: unknown;
}

export interface ProjectTarget {
  executor?: string;
  command?: string;
  options?: Record<string, unknown>;
}

/** The package.json of a folder, or an empty one where there is none. Throws one sentence that names it when it is no JSON. */
export function packageJson(workspaceRoot: string, root: string): PackageJson {
  return jsonFile(workspaceRoot, root, 'package.json');
}

/** The targets that the user has written for a project, in either of the two files that Nx reads. */
export function writtenTargets(workspaceRoot: string, root: string): Record<string, ProjectTarget> {
  const project = jsonFile<{ targets?: Record<string, ProjectTarget> }>(workspaceRoot, root, 'project.json');
  return { ...packageJson(workspaceRoot, root).nx?.targets, ...project.targets };
}

function jsonFile<Contents extends object>(workspaceRoot: string, root: string, name: string): Contents {
  const file = root === '.' ? name : `${root}/${name}`;
  const path = join(workspaceRoot, file);
  if (!existsSync(path)) return {} as Contents;
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) ?? {}) as Contents;
  } catch (error) {
    throw new Error(`${file} is no JSON: ${(error as Error).message}. Mend it, then run this again.`, { cause: error });
  }
}
