import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

const HOOKS = new URL('typescript-hooks.mjs', import.meta.url).href;

export interface ChildOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly nodeArguments?: readonly string[];
  /** The child is killed when it has run so long. */
  readonly msMax?: number;
}

export interface ChildOutcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a script of this folder in a Node process of its own. */
export function startChild(script: string, args: readonly string[] = [], options: ChildOptions = {}): ChildProcess {
  const file = fileURLToPath(new URL(script, import.meta.url));
  // Jest's own flags are nothing for a child, and Nx asks everybody for colours.
  const env = { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '0', ...options.env };
  const nodeArguments = ['--import', HOOKS, ...(options.nodeArguments ?? [])];
  const ends = { killSignal: 'SIGKILL', ...(options.msMax !== undefined && { timeout: options.msMax }) } as const;
  const child = spawn(process.execPath, [...nodeArguments, file, ...args], { env, ...ends });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

const running = new Set<ChildProcess>();

/** Kills the children that a failed test left behind; Jest would wait for them for ever. */
export function killChildren(): void {
  running.forEach((child) => child.kill('SIGKILL'));
}

/** Runs a script of this folder to its end. */
export async function runChild(script: string, args: readonly string[] = [], options: ChildOptions = {}) {
  return outcomeOf(startChild(script, args, options));
}

/** Waits for the end of a child and collects what it says. */
export function outcomeOf(child: ChildProcess): Promise<ChildOutcome> {
  const { promise, resolve, reject } = Promise.withResolvers<ChildOutcome>();
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.once('error', reject);
  child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  return promise;
}

/** Waits for the first line that a child prints. */
export function firstLine(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (more: string) => {
    text += more;
    const end = text.indexOf('\n');
    if (end >= 0) {
      resolve(text.slice(0, end));
    }
  });
  child.once('close', () => reject(new Error(`the child ended before it printed a line: ${text}`)));
  return promise;
}

/** Starts a script of this folder in a worker thread. */
export function startWorker(script: string, workerData: unknown): Worker {
  const file = fileURLToPath(new URL(script, import.meta.url));
  return new Worker(file, { execArgv: ['--import', HOOKS], env: { ...process.env, NODE_OPTIONS: '' }, workerData });
}
