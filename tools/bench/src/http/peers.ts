import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const manifests = resolve(import.meta.dirname, '../../peers');
const INSTALL_MS_MAX = 10 * 60_000;

/** Where the peers are that are no packages of the workspace, or why they are not there. */
export type Peers = { npm: Installed; python: Installed };
export type Installed = { folder: string } | { reason: string };

/**
 * Installs what is measured beside us and needed by nobody else, with the versions that tools/bench/peers pins, into a
 * folder of the cache that is named for them: so nobody pays for it who does not run this suite, nor who runs it again.
 */
export function installPeers(say: (line: string) => void): Peers {
  return {
    npm: install('npm', 'package-lock.json', say, (folder) => {
      for (const name of ['package.json', 'package-lock.json']) cpSync(join(manifests, name), join(folder, name));
      // No scripts: nothing of this is to run before it is started on purpose.
      run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], folder);
    }),
    python: install('python', 'requirements.txt', say, (folder) => {
      run('python3', ['-m', 'venv', folder], folder);
      run(join(folder, 'bin/pip'), ['install', '--quiet', '-r', join(manifests, 'requirements.txt')], folder);
    }),
  };
}

/** The folder of one set of versions. */
export function peersFolder(cache: string, kind: string, pinned: string): string {
  const digest = createHash('sha256').update(pinned).digest('hex').slice(0, 12);
  return join(cache, 'bimetal', `bench-${kind}-${digest}`);
}

function install(kind: string, pins: string, say: (line: string) => void, into: (folder: string) => void): Installed {
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const folder = peersFolder(cache, kind, readFileSync(join(manifests, pins), 'utf8'));
  const whole = join(folder, 'whole');
  if (existsSync(whole)) return { folder };
  say(`installing the ${kind} peers into ${folder}`);
  try {
    // An installation that broke off is begun anew.
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    into(folder);
    writeFileSync(`${whole}.new`, '');
    renameSync(`${whole}.new`, whole);
    return { folder };
  } catch (error) {
    return { reason: (error as Error).message };
  }
}

function run(program: string, args: readonly string[], cwd: string): void {
  const isWindows = process.platform === 'win32';
  const options = {
    cwd,
    encoding: 'utf8',
    timeout: INSTALL_MS_MAX,
    shell: isWindows,
    env: cleanEnvironment(),
  } as const;
  const { status, stderr, error } = spawnSync(program, args, options);
  if (status === 0) return;
  throw new Error(`\`${program} ${args.join(' ')}\` failed: ${error?.message ?? stderr.trim().slice(-300)}`);
}

/** Without what the npm that runs us has said to us: it is about this workspace. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_(?!config_registry)|NODE_)/i.test(name)),
  );
}
