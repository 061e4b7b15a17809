/**
 * What .github/workflows/release.yml calls; docs/releasing.md tells when. Needs no npm package.
 *
 *   release.ts notes v1.2.3                     prints the notes of the version
 *   release.ts files v1.2.3 BUILT RELEASE       gathers the artifacts of all systems
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { gatherFiles } from './release/files.ts';
import { notesOf, versionOfTag } from './release/notes.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8');

function release([command, tag = '', built, to]: readonly string[]): number {
  try {
    const { version: packageVersion } = JSON.parse(read('package.json')) as { version: string };
    if (command === 'notes') {
      console.log(notesOf(read('CHANGELOG.md'), versionOfTag(tag, packageVersion)));
      return 0;
    }
    if (command === 'files' && built && to) {
      for (const name of gatherFiles(versionOfTag(tag, packageVersion), built, to)) console.log(name);
      return 0;
    }
    console.error('Usage: release.ts notes <tag> | release.ts files <tag> <built folder> <new folder>');
    return 2;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

process.exitCode = release(process.argv.slice(2));
