import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { type Check, fine, notice } from '../set-up.ts';

const EXECUTABLE = 'dist/debug/bimetal';
const BUILD = 'npx nx build executable -c debug';
const SOURCES = ['apps/{api,executable}/src/**/*.ts', 'libs/*/src/**/*.ts', 'native/*/src/**/*.rs'];

/** "executable, quick" takes what is there: its lines are those of the sources that it was built from. */
export const executableCheck: Check = {
  name: 'executable is current',
  examine({ root }) {
    const file = join(root, EXECUTABLE);
    if (!existsSync(file)) return fine(`there is no ${EXECUTABLE}; ${BUILD} makes it`);
    const built_ms = statSync(file).mtimeMs;
    const newer = globSync(SOURCES, { cwd: root })
      .filter((path) => !path.endsWith('.spec.ts'))
      .filter((path) => statSync(join(root, path)).mtimeMs > built_ms);
    if (newer.length === 0) return fine(`no source is newer than ${EXECUTABLE}`);
    const more = newer.length > 1 ? ` and ${newer.length - 1} more` : '';
    return notice(`${newer[0]}${more} changed after ${EXECUTABLE} was built: lines may be off`, BUILD);
  },
};
