/** `npm start`: builds what changed, then is the server. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { writableProblem } from '../bootstrap/writable.mjs';
import { type BuildStamp, isUpToDate, sourcesNow, writeStamp } from './start/build-stamp.ts';
import { runChild, type RunResult } from '../bootstrap/run-child.mjs';
import { childEnvironment, nxProgram, userFolder, workspaceRoot } from './workspace.ts';

const server = join(workspaceRoot, 'apps/api/dist/main.js');

/** All that the running server is made of. */
const stamp: BuildStamp = {
  file: '.nx/bimetal/start.json',
  sources: [
    'native',
    'libs',
    'apps/api',
    'apps/ui',
    'tools/binaries',
    'tools/nx-rust',
    'Cargo.toml',
    'Cargo.lock',
    'rust-toolchain.toml',
    'nx.json',
    'package.json',
    'package-lock.json',
    'tsconfig.base.json',
  ],
  outputs: ['native/addon/dist/release', 'libs/bindings/dist', 'libs/contract/dist', 'apps/api/dist', 'apps/ui/dist'],
  required: ['native/addon/dist/release', 'apps/api/dist/main.js', 'apps/ui/dist/browser/index.html'],
};

async function start(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) return showHelp(args);
  if (!isUpToDate(workspaceRoot, stamp)) {
    const problem = writableProblem(workspaceRoot);
    if (problem) {
      console.error(problem);
      return 1;
    }
    const { code, wasInterrupted } = await build();
    if (wasInterrupted) return code;
    if (code !== 0) {
      console.error('The build failed: what it said is above. The server was not started.');
      return 1;
    }
  }
  return runServer(args);
}

async function build(): Promise<RunResult> {
  console.log('Building the release addon, the libraries, the API and the page. The first time takes some minutes.');
  const started = Date.now();
  const sources = sourcesNow(workspaceRoot, stamp);
  const args = ['run-many', '-t', 'build', '-p', '@bimetal/api', '@bimetal/ui', '-c', 'release'];
  const result = await runChild(process.execPath, [nxProgram, ...args, '--output-style=stream'], {
    cwd: workspaceRoot,
    env: childEnvironment(),
  });
  if (result.code !== 0) return result;
  writeStamp(workspaceRoot, stamp, sources);
  console.log(`Built in ${Math.round((Date.now() - started) / 1000)} s.`);
  return result;
}

/** The help of the server and of its commands needs only its JavaScript, so only that is built for it, without Nx and without Rust. */
async function showHelp(args: readonly string[]): Promise<number> {
  if (!existsSync(server)) {
    const tsc = join(workspaceRoot, 'node_modules/typescript/bin/tsc');
    const project = join(workspaceRoot, 'apps/api/tsconfig.lib.json');
    const { code } = await runChild(process.execPath, [tsc, '--build', project], {
      cwd: workspaceRoot,
      env: childEnvironment(),
    });
    if (code !== 0) return code;
  }
  return runServer(args);
}

async function runServer(args: readonly string[]): Promise<number> {
  const { code } = await runChild(process.execPath, ['--enable-source-maps', server, ...args], {
    cwd: userFolder,
    env: childEnvironment({ BIMETAL_PROFILE: 'release' }),
  });
  return code;
}

process.exitCode = await start(process.argv.slice(2));
