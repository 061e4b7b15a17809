import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** `folder` and all that it lies in, the innermost first: cargo and rustup look for their files so. */
export function foldersUpwards(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...foldersUpwards(parent)];
}

/** The configuration files that cargo reads when it runs in `folder`, whether in the Nx workspace or not. */
export function cargoConfigPaths(folder: string, env: NodeJS.ProcessEnv): string[] {
  const homes = [env['CARGO_HOME'] || join(homedir(), '.cargo')];
  const folders = [...foldersUpwards(folder).map((one) => join(one, '.cargo')), ...homes];
  return existingIn(folders, ['config.toml', 'config']);
}

/** Nothing but clippy reads them. */
export const CLIPPY_FILES = ['clippy.toml', '.clippy.toml'];

/** The settings of clippy, which takes the nearest file. */
export function clippySettings(folder: string, env: NodeJS.ProcessEnv): string[] {
  const folders = [
    ...foldersUpwards(folder),
    ...(env['CLIPPY_CONF_DIR'] ? [resolve(folder, env['CLIPPY_CONF_DIR'])] : []),
  ];
  return existingIn(folders, CLIPPY_FILES);
}

/** The settings of rustfmt, which takes the nearest file above, and else the user's own. */
export function rustfmtSettings(folder: string, env: NodeJS.ProcessEnv): string[] {
  const ofTheUser = env['XDG_CONFIG_HOME'] || join(homedir(), ...(process.platform === 'darwin' ? MAC : ['.config']));
  const folders = [...foldersUpwards(folder), homedir(), join(ofTheUser, 'rustfmt')];
  return existingIn(folders, ['rustfmt.toml', '.rustfmt.toml']);
}

const MAC = ['Library', 'Application Support'];

/** The files by which rustup chooses the compiler. */
export function toolchainPaths(folder: string): string[] {
  return existingIn(foldersUpwards(folder), ['rust-toolchain.toml', 'rust-toolchain']);
}

function existingIn(folders: readonly string[], names: readonly string[]): string[] {
  const files = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...new Set(files)].filter((file) => existsSync(file));
}
