import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';

import { endChild } from '../end-child.ts';
import { placed, type Placement } from './cpu.ts';

/** A server that has not listened so long after its start is broken, not slow. */
const START_MS_MAX = 120_000;
const LINES_MAX = 20;

export type Launch = {
  command: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** What finds the address in a line of its output. */
  listening: RegExp;
  /** The address, where the output does not say it. */
  url?: string;
};

/** A server in a process of its own. */
export class ServerProcess implements AsyncDisposable {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Starts a server, and resolves when it says that it listens. */
  static async start({ command, env, cwd, listening, url }: Launch, placement: Placement): Promise<ServerProcess> {
    const [program = '', ...args] = placed(command, placement?.servers);
    const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const lines: string[] = [];
    try {
      const found = await new Promise<string>((resolve, reject) => {
        const fail = (why: string) => reject(new Error(`${why}\n${lines.join('\n')}`));
        const overdue = setTimeout(() => fail(`${command.join(' ')} does not listen`), START_MS_MAX);
        const read = (line: string) => {
          lines.push(line);
          if (lines.length > LINES_MAX) lines.shift();
          const match = listening.exec(line);
          if (!match) return;
          clearTimeout(overdue);
          resolve(url ?? match[1] ?? '');
        };
        for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', read);
        child.on('error', (error) => fail(error.message));
        child.on('exit', (code, signal) => fail(`${command.join(' ')} ended with ${signal ?? code}`));
      });
      return new ServerProcess(child, found);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return endChild(this.#child);
  }
}

/** A port that was free a moment ago, for servers that want to be told one. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
