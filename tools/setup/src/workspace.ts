import { delimiter, join, resolve } from 'node:path';

/** The checkout that this file belongs to. */
export const workspaceRoot = resolve(import.meta.dirname, '../../..');

/** Where the user stood when they typed the command: npm itself changes to the checkout's root. */
export const userFolder = process.env['INIT_CWD'] ?? process.cwd();

/** Nx as a program to be run by Node: no shell and no wrapper stands between us and its signals. */
export const nxProgram = join(workspaceRoot, 'node_modules/nx/dist/bin/nx.js');

/** The environment of what we start: the workspace's own programs first, and nothing that phones home or paints a screen. */
export function childEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: [join(workspaceRoot, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter),
    NX_DAEMON: 'false',
    NX_NO_CLOUD: 'true',
    NX_TUI: 'false',
    NG_CLI_ANALYTICS: 'false',
    SCARF_ANALYTICS: 'false',
    ...extra,
  };
}
