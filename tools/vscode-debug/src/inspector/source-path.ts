import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { decoded, pathOfAddress } from './address.ts';

const ADDRESS = /^[a-z][\w+.-]*:\/\//i;

/**
 * Where a source is that a map names: a path, or its address where that leads to no file. `folders` are where it may start
 * from: that of the map first, then those that the program was started in.
 */
export function sourcePath(source: string, root: string, folders: readonly string[]): string {
  const spelled = isAbsolute(source) || ADDRESS.test(source) ? source : below(root, source);
  const path = pathOfAddress(spelled);
  if (path !== undefined) return resolve(path);
  if (ADDRESS.test(spelled)) return inProject(spelled, folders) ?? spelled;
  return fileAt(spelled, folders[0] ?? '.');
}

/** A path as it stands; where there is no such file, as the address that some tools make of it. */
function fileAt(spelled: string, folder: string): string {
  const path = resolve(folder, spelled);
  if (!/[%?]/.test(spelled) || existsSync(path)) return path;
  const bare = spelled.replace(/\?.*$/s, '');
  const meant = [decoded(spelled), bare, decoded(bare)].map((each) => resolve(folder, each));
  return meant.find((each) => existsSync(each)) ?? path;
}

/** A source is a path, also below a root that is an address. */
function below(root: string, source: string): string {
  const folder = pathOfAddress(root);
  if (folder !== undefined) return join(folder, source);
  return root === '' ? source : `${root.replace(/\/$/, '')}/${source}`;
}

/**
 * Bundlers name a source by its path in the project, behind a name of their own (`webpack://app/./src/a.ts`): it is looked
 * for in each folder and in those above it.
 */
function inProject(address: string, folders: readonly string[]): string | undefined {
  const names = namesIn(address);
  for (const name of [...names, ...names.map((each) => each.replace(/\?[^/]*$/, ''))]) {
    for (const start of folders) {
      for (let folder = start; ; folder = dirname(folder)) {
        const path = join(folder, name);
        if (existsSync(path)) return path;
        if (folder === dirname(folder)) break;
      }
    }
  }
  return undefined;
}

/** What in the address may be the path in the project, the surest first. */
function namesIn(address: string): string[] {
  const whole = address.replace(ADDRESS, '');
  const [name = '', ...rest] = whole.split('/');
  const names = [whole.split('/./').slice(1).join('/./'), rest.join('/'), whole];
  if (name.startsWith('@')) names.unshift(rest.slice(1).join('/'));
  return names.filter((each) => each !== '' && !each.endsWith('/'));
}
