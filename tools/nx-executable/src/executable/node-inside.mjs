/**
 * Prints which Node goes into the executable, for Nx to hash: the one that runs Nx, which need not be the `node` on the
 * PATH that Nx starts this with. Plain JavaScript, since that one may be an old one.
 *
 * LIMIT: with Nx's daemon it is the daemon's, and on Windows the one that runs npm, or else this.
 */
import { execFileSync } from 'node:child_process';
import { readlinkSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';

const SHELLS = /^(sh|dash|bash|zsh|ash|busybox)$/;

/** The program of a process, and the process that has started it. */
function processOf(pid) {
  if (process.platform === 'linux') {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets, and may have any character in it.
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { program: readlinkSync(`/proc/${pid}/exe`), parent: Number(parent) };
  }
  const line = execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  const [, parent, program] = /^(\d+)\s+(.*)$/.exec(line);
  return { program, parent: Number(parent) };
}

function programOfNx() {
  try {
    for (let pid = process.ppid; pid > 1;) {
      const { program, parent } = processOf(pid);
      if (!SHELLS.test(basename(program))) return program;
      pid = parent;
    }
  } catch {
    // Such a system does not tell.
  }
  return process.env.npm_node_execpath || process.execPath;
}

const node = programOfNx();
const version = execFileSync(node, ['-p', '`${process.version} ${process.platform}-${process.arch}`'], {
  encoding: 'utf8',
  env: { ...process.env, NODE_OPTIONS: '' },
});
// One text: a number of its own would be coloured where a terminal is, and hashed so.
console.log(`${version.trim()} ${statSync(node).size}`);
