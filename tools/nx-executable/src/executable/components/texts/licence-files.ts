import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, type LicenceText } from '../component.ts';

const NAME = /^(?:un)?licen[cs]e|^copying|^copyright|^notice|^third[-_ ]?party|^patents|^ofl\b/i;
/** `license.js` is code that happens to have the name. */
const EXTENSION = /\.(?:c?m?[jt]sx?|json|ya?ml|toml|rs|py|sh|map|png|svg|html?)$/i;

/** The licence and notice files of a package, by name; `named` is one more that its manifest points to. */
export function licenceFilesIn(folder: string, named?: string): LicenceText[] {
  const found = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => NAME.test(entry.name) && !EXTENSION.test(entry.name))
    // A folder of that name has the texts one by one: the REUSE specification's LICENSES/.
    .flatMap(({ name }) => filesAt(folder, name));
  const files = new Set(found);
  if (named) files.add(named);
  return [...files]
    .sort(compare)
    .map((title) => licenceFile(join(folder, title), title))
    .filter(({ text }) => text !== '');
}

/** Line ends and the white space at the ends of lines and of the file say nothing, and differ between copies. */
export function licenceFile(path: string, title: string): LicenceText {
  return { title, text: tidy(readFileSync(path, 'utf8')) };
}

export function tidy(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?|\f/g, '\n')
    .replace(/[^\S\n]+$/gm, '')
    .replace(/^\n+|\n+$/g, '');
}

function filesAt(folder: string, name: string): string[] {
  try {
    const inside = readdirSync(join(folder, name), { withFileTypes: true });
    return inside
      .filter((entry) => entry.isFile() && !EXTENSION.test(entry.name))
      .map((entry) => `${name}/${entry.name}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [name];
    throw error;
  }
}
