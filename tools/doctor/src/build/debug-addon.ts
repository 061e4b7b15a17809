import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { type SetUp } from '../set-up.ts';

export const BUILD_ADDON = 'npx nx build @bimetal/addon --skip-nx-cache';

/** The addon that a debug run loads: what BIMETAL_ADDON names, or the one of the debug profile; undefined when there is none. */
export function debugAddon({ root, env }: SetUp): string | undefined {
  const chosen = env['BIMETAL_ADDON'];
  if (chosen) return resolve(root, chosen);
  const pattern = `native/addon/dist/debug/*.${process.platform}-${process.arch}*.node`;
  const [file] = globSync(pattern, { cwd: root });
  return file && join(root, file);
}
