import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { component, packageUrl, type Component } from '../component.ts';
import { licenceFile } from '../texts/licence-files.ts';

/** What a file of further components holds an array of. */
interface Entry {
  name: string;
  version: string;
  licence: string;
  homepage?: string;
  purl?: string;
  /** Licence texts, relative to the file. */
  texts?: string[];
}

/** Components that no package manifest names: a font that was copied in, an icon, a piece of another's code. */
export function extraComponents(file: string): Component[] {
  const entries: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(entries)) throw new Error(`${file} must be an array of components.`);
  return entries.map((entry: Entry) => {
    const { name, version, licence, homepage, purl, texts = [] } = entry;
    if (!name || !version) throw new Error(`A component of ${file} has no name or no version.`);
    return component({
      purl: purl ?? packageUrl('generic', name, version),
      name,
      version,
      licence,
      homepage,
      texts: texts.map((text) => licenceFile(join(dirname(file), text), text)),
    });
  });
}
