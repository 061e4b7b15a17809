import { spawn } from 'child_process';
import { existsSync, readFileSync, realpathSync } from 'fs';
import { constants } from 'os';
import { join } from 'path';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_POLL_MS = 1000;

/**
 * The Node that runs Bimetal: the npm package for this platform, or, where there is none, the one that runs now when it
 * is new enough. Answers `{ path, isThisOne }` or `{ problem }`.
 */
export function workspaceNode(root, platform = `${process.platform}-${process.arch}`) {
  const { optionalDependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const name = `node-${platform.replace(/^win32-/, 'win-')}`;
  const wanted = optionalDependencies[name];
  if (wanted) {
    const path = join(root, 'node_modules', name, 'bin', platform.startsWith('win32') ? 'node.exe' : 'node');
    if (existsSync(path)) return { path, isThisOne: realpathSync(path) === realpathSync(process.execPath) };
    return {
      problem: `The package ${name}@${wanted} is missing from node_modules although this platform has one.\nRun: npm install --include=optional`,
    };
  }
  const needed = Object.values(optionalDependencies)[0] || '26';
  if (Number(process.versions.node.split('.')[0]) >= Number(needed.split('.')[0])) {
    return { path: process.execPath, isThisOne: true };
  }
  return {
    problem: [
      `There is no npm package of Node ${needed} for ${platform}, so the system's Node is used, and it is ${process.versions.node}.`,
      `Install Node ${needed.split('.')[0]} or newer (https://nodejs.org/en/download, or \`nvm install ${needed.split('.')[0]}\`) and start again.`,
    ].join('\n'),
  };
}

/** Runs a program in the foreground; its signals and its exit code are ours, and it ends when npm is killed. */
export function runPassingSignals(command, args) {
  const child = spawn(command, args, { stdio: 'inherit' });
  // A console of Windows tells all its programs of a Ctrl-C itself, and `kill` there ends one without asking.
  const mustPassOn = (signal) => process.platform !== 'win32' || signal === 'SIGTERM';
  for (const signal of SIGNALS) process.on(signal, () => mustPassOn(signal) && child.kill(signal));
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent || !process.env.npm_lifecycle_event) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, PARENT_POLL_MS);
  watch.unref();
  return new Promise((done) => {
    child.on('error', (error) => {
      console.error(`${command} could not be run: ${error.message}`);
      done(1);
    });
    child.on('exit', (code, signal) => done(signal ? 128 + constants.signals[signal] : code));
  });
}
