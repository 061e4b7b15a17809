import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CODE_FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** Names the code that runs: a hash over the files of the API, made once at the start, when the files are what was loaded. */
export function apiBuildId(): string {
  const hash = createHash('sha256');
  for (const file of globSync('**/*.js', { cwd: CODE_FOLDER }).sort()) {
    hash.update(file).update(readFileSync(join(CODE_FOLDER, file)));
  }
  return hash.digest('hex').slice(0, 16);
}
