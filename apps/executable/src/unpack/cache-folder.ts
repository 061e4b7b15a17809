import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import process from 'node:process';

/** Where this user's programs keep what they can make again, and in it our own folder; none for a user without a home. */
export function cacheFolder(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  home: () => string = homedir,
): string | undefined {
  const { join, resolve, isAbsolute } = platform === 'win32' ? win32 : posix;
  const chosen = environment['BIMETAL_CACHE'];
  if (chosen) return resolve(chosen);
  const atHome = (...names: string[]): string | undefined => {
    const folder = homeOf(home);
    return folder === undefined ? undefined : join(folder, ...names);
  };
  if (platform === 'win32') {
    const local = environment['LOCALAPPDATA'];
    return local ? join(local, 'bimetal', 'cache') : atHome('AppData', 'Local', 'bimetal', 'cache');
  }
  if (platform === 'darwin') return atHome('Library', 'Caches', 'bimetal');
  // https://specifications.freedesktop.org/basedir-spec/latest/: a path that is not absolute is ignored.
  const xdg = environment['XDG_CACHE_HOME'];
  return xdg && isAbsolute(xdg) ? join(xdg, 'bimetal') : atHome('.cache', 'bimetal');
}

/** In a container a user may have a number and nothing else. */
function homeOf(home: () => string): string | undefined {
  try {
    return home() || undefined;
  } catch {
    return undefined;
  }
}
