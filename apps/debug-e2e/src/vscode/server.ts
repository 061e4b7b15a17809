import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { killSession, Output } from '../debuggee.ts';
import { addonCache, workspaceRoot } from '../workspace.ts';

const READY_MS_MAX = 60_000;

export type RunningServer = Disposable & { pid: number; url: string };

/** The server as a user runs it without a debugger, for the sessions that attach. */
export function runServer(
  dataFolder: string,
  nodeArgs: readonly string[] = [],
  url = 'http://127.0.0.1:0',
): Promise<RunningServer> {
  const program = ['apps/api/dist/main.js', '--urls', url, '--datapath', join(dataFolder, 'data')];
  return run(process.execPath, ['--enable-source-maps', ...nodeArgs, ...program]);
}

/** The same as one file. */
export function runExecutable(executable: string, dataFolder: string): Promise<RunningServer> {
  return run(executable, ['serve', '--urls', 'http://127.0.0.1:0', '--datapath', join(dataFolder, 'data')]);
}

async function run(program: string, args: readonly string[]): Promise<RunningServer> {
  const child = spawn(program, args, {
    cwd: workspaceRoot,
    env: {
      ...process.env,
      NODE_OPTIONS: undefined,
      INIT_CWD: undefined,
      BIMETAL_PROFILE: 'debug',
      BIMETAL_CACHE: addonCache,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const output = new Output();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.add(text));
  }
  const end = () => killSession(child);
  try {
    const [, found = ''] = await output.waitFor(/Listening on (http:[\w./:]+)[\s\S]*Ready/, READY_MS_MAX);
    // Node goes on without its inspector, and a debugger would attach to another program there.
    if (output.text.includes('Starting inspector on')) throw new Error(output.text);
    return { pid: child.pid ?? 0, url: found, [Symbol.dispose]: end };
  } catch (error) {
    end();
    throw error;
  }
}
