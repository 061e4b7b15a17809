import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { killSession, Output } from '../debuggee.ts';
import { workspaceRoot } from '../workspace.ts';

const READY_MS_MAX = 60_000;

export type RunningServer = Disposable & { pid: number; url: string };

/** The server as a user runs it without a debugger, for the sessions that attach. */
export async function runServer(
  dataFolder: string,
  nodeArgs: readonly string[] = [],
  url = 'http://127.0.0.1:0',
): Promise<RunningServer> {
  const program = ['apps/api/dist/main.js', '--urls', url, '--datapath', join(dataFolder, 'data')];
  const child = spawn(process.execPath, ['--enable-source-maps', ...nodeArgs, ...program], {
    cwd: workspaceRoot,
    env: { ...process.env, NODE_OPTIONS: undefined, INIT_CWD: undefined, BIMETAL_PROFILE: 'debug' },
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
