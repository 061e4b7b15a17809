import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * Tells an edit from a file that was written as it was: a build script that writes into the sources does so on each
 * build, which would call for the next one for ever.
 */
export class Edits {
  readonly #contents = new Map<string, string>();

  isNew(path: string): boolean {
    const content = contentOf(path);
    if (this.#contents.get(path) === content) return false;
    this.#contents.set(path, content);
    return true;
  }
}

function contentOf(path: string): string {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch {
    return 'no file';
  }
}
