import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const WORKSPACE = fileURLToPath(new URL('../../..', import.meta.url));

/** The built server, the file that `npm start` runs. */
const SERVER_ENTRY = resolve(WORKSPACE, 'apps/api/dist/main.js');

/**
 * The executable that is tested in place of the built server: BIMETAL_EXECUTABLE, absolute or from the workspace's root.
 * It must answer these tests alike, but for what it has more: the command `licenses`, and an addon of its own.
 */
export const EXECUTABLE = executableFrom(process.env['BIMETAL_EXECUTABLE']);

/** The profile of the addon that the server under test loads. An executable holds one, of the flavour it is built in. */
export const ADDON_PROFILE =
  EXECUTABLE === undefined ? (process.env['BIMETAL_PROFILE'] ?? 'debug') : profileIn(EXECUTABLE);

/** What is started. */
export function serverProgram(): readonly [program: string, ...args: string[]] {
  return EXECUTABLE === undefined ? [process.execPath, '--enable-source-maps', SERVER_ENTRY] : [EXECUTABLE];
}

function executableFrom(path: string | undefined): string | undefined {
  return path === undefined || path === '' ? undefined : resolve(WORKSPACE, path);
}

/** Ours are `dist/bimetal` and `dist/debug/bimetal`. */
function profileIn(executable: string): string {
  return resolve(executable, '..').endsWith('debug') ? 'debug' : 'release';
}
