import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

import type { Add } from './repeat-add.ts';

const FOLDER = resolve(import.meta.dirname, '../../../../native/addon/dist/yardstick/release');

/** The release addon with the exports that only a benchmark calls; what people use is built without them. */
export function loadYardstick(): { path: string; addon: { add: Add; addMacro: Add } } {
  const [name] = globSync('*.node', { cwd: FOLDER });
  if (name === undefined) {
    throw new Error(`there is no addon in ${FOLDER}: npx nx run @bimetal/addon:build-yardstick makes it`);
  }
  const path = join(FOLDER, name);
  return { path, addon: createRequire(import.meta.url)(path) as { add: Add; addMacro: Add } };
}
