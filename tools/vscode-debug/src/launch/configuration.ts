import { realPath } from '../inspector/real-path.ts';
import type { Arguments } from '../protocol/dap.ts';

/** Node's own scripts: nobody steps into these for want of anything else. */
const SKIPPED = ['<node_internals>/**'];

/** A launch configuration as package.json describes it, with everything that was left out filled in. */
export interface Configuration {
  request: 'launch' | 'attach';
  program: string | undefined;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  runtimeExecutable: string;
  runtimeArgs: string[];
  stopOnEntry: boolean;
  pid: number | undefined;
  coreFile: string | undefined;
  /** Pairs of a path where the program was built, and the path where its sources are now. */
  sourcePathMap: [string, string][];
  /** Patterns of scripts that steps pass through, and that no exception stops in. */
  skipFiles: string[];
  lldbDap: string;
  lldbPlugin: string;
  initCommands: string[];
}

export function configurationOf(args: Arguments, request: 'launch' | 'attach', pluginFolder: string): Configuration {
  const text = (name: string): string | undefined =>
    typeof args[name] === 'string' && args[name] !== '' ? args[name] : undefined;
  const list = (name: string): string[] => (Array.isArray(args[name]) ? args[name].map(String) : []);
  const pid = Number(args['pid']);
  return {
    request,
    program: text('program'),
    args: list('args'),
    cwd: text('cwd') ?? process.cwd(),
    env: (args['env'] ?? {}) as Record<string, string>,
    runtimeExecutable: text('runtimeExecutable') ?? 'node',
    runtimeArgs: list('runtimeArgs'),
    stopOnEntry: args['stopOnEntry'] === true,
    pid: Number.isInteger(pid) && pid > 0 ? pid : undefined,
    coreFile: text('coreFile'),
    sourcePathMap: Object.entries((args['sourcePathMap'] ?? {}) as Record<string, string>),
    skipFiles: Array.isArray(args['skipFiles']) ? list('skipFiles') : SKIPPED,
    lldbDap: text('lldbDap') ?? '',
    lldbPlugin: text('lldbPlugin') ?? pluginFolder,
    initCommands: list('initCommands'),
  };
}

/** Where a source is now that stood at `path` when the program was built. */
export function remapped(path: string, map: readonly [string, string][]): string {
  for (const [from, to] of map) {
    const folder = from.replace(/\/$/, '');
    if (path === folder || path.startsWith(`${folder}/`)) return to.replace(/\/$/, '') + path.slice(folder.length);
  }
  return path;
}

/** The name that debug information has for a source: its real one, unless the program was built elsewhere, as LLDB is told. */
export function nativePath(path: string, map: readonly [string, string][]): string {
  const isMapped = map.some(([, to]) => path.startsWith(`${to.replace(/\/$/, '')}/`));
  return isMapped ? path : realPath(path);
}
