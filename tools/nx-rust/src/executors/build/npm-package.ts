import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { foldersUpwards } from '../../cargo/cargo-files.ts';
import { packageJson } from '../../plugin/package-json.ts';
import type { BuildFacts } from './arguments.ts';

/**
 * The package.json that says what an addon is called: that of the crate, or the nearest above it with a `napi` in it.
 * Throws one sentence when there is none, where @napi-rs/cli would show a stack.
 */
export function npmPackageOf(
  crateRoot: string,
  workspaceRoot: string,
): Required<Pick<BuildFacts, 'packageJsonPath' | 'isModule'>> {
  const above = foldersUpwards(crateRoot).filter((folder) => !relative(workspaceRoot, folder).startsWith('..'));
  const named = (folder: string) => relative(workspaceRoot, folder).split(sep).join('/') || '.';
  const found = above.find((folder) =>
    folder === crateRoot ? existsSync(join(folder, 'package.json')) : packageJson(workspaceRoot, named(folder))['napi'],
  );
  const crate = named(crateRoot);
  if (found === undefined) {
    throw new Error(
      `${crate} has no package.json, from which @napi-rs/cli takes the name of the addon: write one with "name" and "napi": { "binaryName": "…" }.`,
    );
  }
  const manifest = packageJson(workspaceRoot, named(found));
  if (typeof manifest.name !== 'string') {
    throw new Error(`${named(found)}/package.json has no "name", which @napi-rs/cli needs: give it one.`);
  }
  return {
    packageJsonPath: found === crateRoot ? undefined : join(relative(crateRoot, found), 'package.json'),
    isModule: moduleOf(above, workspaceRoot, named) === 'module',
  };
}

/** Node looks for the nearest package.json, whosever it is. */
function moduleOf(above: readonly string[], workspaceRoot: string, named: (folder: string) => string): unknown {
  const nearest = above.find((folder) => existsSync(join(folder, 'package.json')));
  return nearest === undefined ? undefined : packageJson(workspaceRoot, named(nearest))['type'];
}
