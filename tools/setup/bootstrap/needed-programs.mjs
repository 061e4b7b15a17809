import { spawnSync } from 'child_process';
import { existsSync, readFileSync } from 'fs';
import { homedir } from 'os';
import { join } from 'path';

import { findOnPath, thisMachine } from './system-packages.mjs';

export const NODE_MAJOR_MIN = 20;

/** What is wrong with the Node that runs the bootstrap, as a message for its user, or undefined. */
export function nodeProblem(version) {
  if (Number(version.split('.')[0]) >= NODE_MAJOR_MIN) return undefined;
  return [
    `Node ${version} is too old: Bimetal is installed and started with Node ${NODE_MAJOR_MIN} or newer.`,
    'The programs themselves run on the Node 26 that comes with the npm packages; this one only has to start them.',
    'Install a current Node: https://nodejs.org/en/download, or `nvm install --lts`, or your package manager.',
  ].join('\n');
}

/** What is missing to install and build, each as a message that says how to get it. */
export function toolProblems(root, path = process.env.PATH || '') {
  return [npmProblem(path), cargoProblem(root, path)].filter(Boolean);
}

function npmProblem(path) {
  // Inside `npm start` npm names itself; it need not be on the PATH.
  if (process.env.npm_execpath || isOn(path, 'npm')) return undefined;
  return 'npm is missing. It comes with Node (https://nodejs.org/en/download); on Debian it is its own package: `apt-get install npm`.';
}

function cargoProblem(root, path) {
  const wanted = toolchainWanted(root);
  if (!isOn(path, 'cargo')) {
    const rustupFolder = join(homedir(), '.cargo', 'bin');
    if (existsSync(join(rustupFolder, 'cargo'))) {
      return `cargo is installed in ${rustupFolder}, but that folder is not on the PATH. Run: . "$HOME/.cargo/env"`;
    }
    return [
      'cargo is missing: a part of Bimetal is written in Rust and is built here.',
      "Install Rust with rustup (https://rustup.rs): curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh",
      `The version used is ${wanted}; rustup fetches it by itself.`,
    ].join('\n');
  }
  const cargo = spawnSync('cargo', ['--version'], { cwd: root, encoding: 'utf8', env: { ...process.env, PATH: path } });
  if (cargo.status !== 0) {
    const reason = (cargo.stderr || String(cargo.error || '')).trim();
    return `cargo does not run here:\n${reason}\nIf the toolchain is missing: rustup toolchain install ${wanted}`;
  }
  const found = (/cargo (\d+)\.(\d+)/.exec(cargo.stdout) || []).slice(1, 3).map(Number);
  const needed = wanted.split('.').map(Number);
  if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
    return [
      `${cargo.stdout.trim()} is too old: Rust ${wanted} is needed, as rust-toolchain.toml says.`,
      'A distribution package is often older; rustup (https://rustup.rs) installs the one wanted.',
    ].join('\n');
  }
  return undefined;
}

function toolchainWanted(root) {
  const toolchain = readFileSync(join(root, 'rust-toolchain.toml'), 'utf8');
  return (/channel\s*=\s*"([^"]+)"/.exec(toolchain) || ['', 'stable'])[1];
}

function isOn(path, program) {
  return Boolean(findOnPath({ ...thisMachine, env: { PATH: path } }, [program]));
}
