import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { serverProgram } from './server-program.ts';

/** LIMIT: a server that says nothing for this long is broken, not slow. */
const START_MS_MAX = 120_000;
const STOP_MS_MAX = 120_000;
const LOGGED_MS_MAX = 60_000;
const LOG_LINES_MAX = 20_000;

export interface ServerOptions {
  /** Command line of the server. `--urls http://127.0.0.1:0` is added when it names no URL. */
  readonly args?: readonly string[];
  /** Environment on top of this process's own; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where the user stands. */
  readonly cwd?: string;
  /** What is started instead of the server under test: a path, or a name that PATH leads to, and what stands before `args`. */
  readonly program?: readonly [program: string, ...args: string[]];
  /** Whom the process belongs to: only root may choose. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Descriptors that the process has from its start, as 3 and so on. */
  readonly handed?: readonly number[];
  /** `runServer` kills the server when it has run so long; two minutes by default. */
  readonly msMax?: number;
}

export interface ServerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ServerOutput extends ServerExit {
  readonly stdout: string;
  readonly stderr: string;
}

/** A running server process: the real built server or executable, on free ports of loopback. */
export class ServerProcess implements AsyncDisposable {
  /** Every URL the server said it listens on, in its order. */
  readonly urls: readonly string[];
  /** Lines of standard output and standard error so far. */
  readonly logs: readonly string[];
  readonly exited: Promise<ServerExit>;
  readonly #child: ChildProcess;

  constructor(child: ChildProcess, urls: readonly string[], logs: readonly string[], exited: Promise<ServerExit>) {
    this.#child = child;
    this.urls = urls;
    this.logs = logs;
    this.exited = exited;
  }

  get url(): string {
    const [url] = this.urls;
    if (url === undefined) throw new Error('The server listens on no URL.');
    return url;
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('The server was not started.');
    return pid;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Asks the server to shut down and waits until it has. */
  async stop(): Promise<ServerExit> {
    if (this.#running) this.signal('SIGTERM');
    const overdue = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS_MAX);
    const exit = await this.exited;
    clearTimeout(overdue);
    return exit;
  }

  /** Kills the server as a power cut would, and waits until it is gone. */
  async kill(): Promise<ServerExit> {
    if (this.#running) this.signal('SIGKILL');
    return this.exited;
  }

  /** Resolves with the first log line, old or new, that contains the text; or with the second, the third. */
  async logged(text: string, times = 1): Promise<string> {
    const deadline = Date.now() + LOGGED_MS_MAX;
    for (;;) {
      const line = this.logs.filter((candidate) => candidate.includes(text))[times - 1];
      if (line !== undefined) return line;
      if (Date.now() > deadline)
        throw new Error(`Not ${times} lines with '${text}' in the log:\n${this.logs.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  get #running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }
}

/** Starts the built server and resolves when it listens on all its URLs. */
export async function startServer(options: ServerOptions = {}): Promise<ServerProcess> {
  const args = [...(options.args ?? [])];
  if (!args.some((arg) => arg === '--urls' || arg.startsWith('--urls='))) args.push('--urls', 'http://127.0.0.1:0');
  const child = spawnServer(args, options);
  const logs: string[] = [];
  const urls: string[] = [];
  const exited = exitOf(child);

  return new Promise((resolve, reject) => {
    const fail = (reason: string): void => {
      clearTimeout(overdue);
      child.kill('SIGKILL');
      reject(new Error(`${reason}\n${logs.join('\n')}`));
    };
    const overdue = setTimeout(() => fail(`The server did not listen within ${START_MS_MAX} ms.`), START_MS_MAX);
    const keep = (line: string): void => {
      logs.push(line);
      if (logs.length > LOG_LINES_MAX) logs.shift();
      const url = /Listening on (https?:\/\/[^\s"]+)/.exec(line)?.[1];
      if (url !== undefined) urls.push(url);
      if (line.includes('Ready')) {
        clearTimeout(overdue);
        resolve(new ServerProcess(child, urls, logs, exited));
      }
    };
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', keep);
    }
    void exited.then(({ code, signal }) =>
      fail(`The server ended before it listened (code ${code}, signal ${signal}).`),
    );
  });
}

/** Runs the built server for its output: `--help`, or a start that is refused. */
export async function runServer(options: ServerOptions = {}): Promise<ServerOutput> {
  return outputOf(spawnServer(options.args ?? [], options), options.msMax);
}

/** Runs the built program, and signals it once, as soon as something is so. */
export async function signalServer(
  signal: NodeJS.Signals,
  args: readonly string[],
  when: () => boolean,
): Promise<ServerOutput> {
  const child = spawnServer(args, {});
  const watch = setInterval(() => {
    if (!when()) return;
    clearInterval(watch);
    child.kill(signal);
  }, 1);
  try {
    return await outputOf(child);
  } finally {
    clearInterval(watch);
  }
}

async function outputOf(child: ChildProcess, msMax = START_MS_MAX): Promise<ServerOutput> {
  const overdue = setTimeout(() => child.kill('SIGKILL'), msMax);
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const exit = await exitOf(child);
  clearTimeout(overdue);
  return { ...exit, ...output };
}

function spawnServer(args: readonly string[], options: ServerOptions): ChildProcess {
  const [program, ...programArgs] = options.program ?? serverProgram();
  return spawn(program, [...programArgs, ...args], {
    cwd: options.cwd,
    ...options.user,
    env: {
      ...process.env,
      // The tests' own circumstances must not reach the server: not the folder npm was called in, not Jest's options.
      INIT_CWD: undefined,
      NODE_OPTIONS: undefined,
      NODE_ENV: undefined,
      BIMETAL_EXECUTABLE: undefined,
      BIMETAL_PROFILE: process.env['BIMETAL_PROFILE'] ?? 'debug',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe', ...(options.handed ?? [])],
  });
}

/** Resolves once the process is gone and all it wrote has been read. */
function exitOf(child: ChildProcess): Promise<ServerExit> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}
