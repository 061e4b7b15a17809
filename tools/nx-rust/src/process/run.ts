import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface RunOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** Receives each line of standard output; without it the output goes straight to ours. */
  onLine?: (line: string) => void;
  /** The same for standard error. */
  onErrorLine?: (line: string) => void;
  /** Ends the command and everything it started. */
  signal?: AbortSignal | undefined;
}

/**
 * Runs a command to its end and returns its exit code (1 when a signal ended it). Standard error is inherited unless it
 * is asked for, so that what cargo says reaches the user as cargo says it. Rejects when the command cannot be started.
 */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<number> {
  const { cwd, env, onLine, onErrorLine, signal } = options;
  if (signal?.aborted) return Promise.resolve(1);
  return new Promise((resolve, reject) => {
    // A group of its own lets us end the compilers that cargo started, too: killing @napi-rs/cli alone orphans them.
    const grouped = signal !== undefined && process.platform !== 'win32';
    const child = spawn(command, args, {
      cwd,
      env: withColour({ ...process.env, ...env }),
      stdio: ['ignore', onLine ? 'pipe' : 'inherit', onErrorLine ? 'pipe' : 'inherit'],
      detached: grouped,
    });
    const end = () => {
      if (child.pid === undefined) return;
      try {
        process.kill(grouped ? -child.pid : child.pid, 'SIGTERM');
      } catch {
        return; // It has just ended by itself.
      }
    };
    signal?.addEventListener('abort', end, { once: true });
    if (onLine && child.stdout) createInterface({ input: child.stdout }).on('line', onLine);
    if (onErrorLine && child.stderr) createInterface({ input: child.stderr }).on('line', onErrorLine);
    child.once('error', reject);
    child.once('close', (code) => {
      signal?.removeEventListener('abort', end);
      resolve(code ?? 1);
    });
  });
}

/** Nx shows our output on the user's terminal through a pipe, and says so by FORCE_COLOR, which cargo does not know. */
export function withColour(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const forced = env['FORCE_COLOR'] !== undefined && !['', '0', 'false'].includes(env['FORCE_COLOR']);
  if (!forced || env['NO_COLOR'] || env['CARGO_TERM_COLOR']) return env;
  return { ...env, CARGO_TERM_COLOR: 'always' };
}
