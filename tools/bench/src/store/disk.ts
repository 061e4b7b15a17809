import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The log's checkpoint: it can be left out, so it has a row of its own. */
export const CHECKPOINT = 'bimetal.index';

const BLOCK_BYTES = 512;

/** The bytes that a folder's files take on disk, as `du` counts them: holes are free, and what is allocated counts. */
export function diskBytes(folder: string, isCounted: (name: string) => boolean = () => true): number {
  let bytes = 0;
  for (const name of globSync('**/*', { cwd: folder })) {
    const stat = statSync(join(folder, name));
    if (stat.isFile() && isCounted(name)) bytes += stat.blocks * BLOCK_BYTES;
  }
  return bytes;
}
