import { spawn } from 'child_process';
import { createHash } from 'crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { createInterface } from 'readline';

const PROGRESS_MS = 10000;
const NO_NETWORK = /^npm error code (ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)/;

/** Why the npm packages must be installed, or undefined when they are as the lock file says. */
export function installNeeded(root) {
  if (!existsSync(join(root, 'node_modules'))) return 'they are not there yet';
  const stamp = stampPath(root);
  if (!existsSync(stamp)) return 'it is not known whether they are complete';
  const [wanted, installed] = readFileSync(stamp, 'utf8').split(' ');
  if (wanted !== manifestHash(root)) return 'a package.json or the lock file changed';
  return installed === installedHash(root) ? undefined : 'npm has put other packages there since';
}

/**
 * Runs `npm install`, not `npm ci`, which would begin from nothing after every change of a manifest. The lock file is
 * read and not written: each version of npm has words of its own for it, and a clone must stay clean.
 */
export async function install(root, reason) {
  console.log(`Installing the npm packages: ${reason}. The first time takes some minutes.`);
  const started = Date.now();
  const code = await runNpm(root, started);
  if (code !== 0) return code;
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampPath(root), `${manifestHash(root)} ${installedHash(root)}`);
  console.log(`Installed in ${seconds(started)} s.`);
  return 0;
}

async function runNpm(root, started) {
  const npm = process.env.npm_execpath;
  // Under NODE_ENV=production npm leaves out what builds and tests: say explicitly that it is wanted.
  const args = ['install', '--no-save', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const env = {
    ...process.env,
    // Nothing is fetched or sent but the packages.
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
    SCARF_ANALYTICS: 'false',
    NX_NO_CLOUD: 'true',
  };
  // `npm test --silent` silences the npm in it too, and then nobody would learn why it failed.
  if (env.npm_config_loglevel === 'silent') env.npm_config_loglevel = 'error';
  const options = { cwd: root, env, stdio: ['inherit', 'inherit', 'pipe'] };
  const child =
    npm && /\.[cm]?js$/.test(npm)
      ? spawn(process.execPath, [npm, ...args], options)
      : spawn('npm', args, { ...options, shell: process.platform === 'win32' });
  const complaints = passOnComplaints(child.stderr);
  const progress = setInterval(() => {
    console.log(`  … ${seconds(started)} s, ${packageCount(root)} packages so far`);
  }, PROGRESS_MS);
  const code = await new Promise((done) => {
    child.on('error', (error) => {
      console.error(`npm could not be run: ${error.message}`);
      done(1);
    });
    child.on('exit', (status, signal) => done(signal ? 1 : status));
  });
  clearInterval(progress);
  const lacksNetwork = await complaints;
  if (code !== 0) {
    if (lacksNetwork)
      console.error('npm does not reach its registry: the packages come from there, so this takes a network.');
    console.error(`npm install ended with ${code}. What it said is above; nothing was built or started.`);
  }
  return code;
}

/**
 * Shows what npm complains about, without the stacks of its own errors: they say nothing to who has no network. Answers
 * whether that is what it complained about.
 */
async function passOnComplaints(stream) {
  let lacksNetwork = false;
  for await (const line of createInterface({ input: stream })) {
    if (/^npm error\s+at /.test(line)) continue;
    lacksNetwork = lacksNetwork || NO_NETWORK.test(line);
    console.error(line);
  }
  return lacksNetwork;
}

function stampPath(root) {
  return join(root, 'node_modules', '.bimetal-installed');
}

/** Of what npm has written about the packages that are there: an `npm install` on another branch changes it. */
function installedHash(root) {
  const file = join(root, 'node_modules', '.package-lock.json');
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : 'none';
}

/** Of everything that decides what npm installs: the root manifest, the lock, and each workspace's manifest. */
function manifestHash(root) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}\n`);
  for (const file of manifests(root)) {
    const path = join(root, file);
    if (existsSync(path)) hash.update(`${file}\n`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

function manifests(root) {
  const { workspaces = [] } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const files = ['package.json', 'package-lock.json', '.npmrc'];
  for (const workspace of workspaces) {
    if (!workspace.endsWith('/*')) {
      files.push(`${workspace}/package.json`);
      continue;
    }
    const parent = workspace.slice(0, -2);
    if (!existsSync(join(root, parent))) continue;
    for (const name of readdirSync(join(root, parent)).sort()) files.push(`${parent}/${name}/package.json`);
  }
  return files;
}

function packageCount(root) {
  try {
    return readdirSync(join(root, 'node_modules')).length;
  } catch {
    return 0;
  }
}

function seconds(started) {
  return Math.round((Date.now() - started) / 1000);
}
