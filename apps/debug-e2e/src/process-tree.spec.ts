import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { DataFolder, killSession, Output } from './debuggee.ts';

const WAIT_MS_MAX = 20_000;

/** Ignores SIGTERM, and has a child that does so too, in a session of its own: as LLDB has its server. */
const STUBBORN = `
const { spawn } = require('node:child_process');
process.on('SIGTERM', () => undefined);
if (process.argv[2] !== 'child') spawn(process.execPath, [__filename, 'child'], { detached: true, stdio: 'inherit' });
console.log('running ' + process.pid);
setInterval(() => undefined, 1000);
`;

(process.platform === 'linux' ? it : it.skip)(
  'what ignores SIGTERM is gone after a time limit, and so is its child in another session',
  async () => {
    using folder = new DataFolder();
    const program = join(folder.path, 'stubborn.cjs');
    writeFileSync(program, STUBBORN);
    const env = { ...process.env, NODE_OPTIONS: '' };
    const child = spawn(process.execPath, [program], { detached: true, stdio: ['ignore', 'pipe', 'inherit'], env });
    try {
      const output = new Output();
      child.stdout.setEncoding('utf8').on('data', (text: string) => output.add(text));
      const [, ...pids] = await output.waitFor(/running (\d+)\s+running (\d+)/, WAIT_MS_MAX);
      child.kill('SIGTERM');
      expect(pids.map((pid) => isRunning(pid))).toEqual([true, true]);

      // The output is shared, so it ends when the last of them has ended.
      const ended = new Promise((done) => child.once('close', done));
      killSession(child);
      await ended;
      expect(pids.map((pid) => isRunning(pid))).toEqual([false, false]);
    } finally {
      killSession(child as ChildProcess);
    }
  },
  2 * WAIT_MS_MAX,
);

/** A process that has ended may still be listed until somebody asks how; it has no command line any more. */
function isRunning(pid: string): boolean {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) && readFileSync(file, 'utf8').includes('stubborn');
}
