import { spawnSync } from 'node:child_process';

const RUN_MS_MAX = 300_000;

/** What the program printed; throws with what it complained about when it does not end well. */
export function runProgram(program: string, args: readonly string[], cwd: string): string {
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    timeout: RUN_MS_MAX,
    killSignal: 'SIGKILL',
  });
  if (status === 0) return stdout;
  const detail = error?.message ?? (stderr.trim() || `it ended with ${signal ?? status}`);
  throw new Error(`${program} ${args.slice(0, 3).join(' ')}: ${detail}`);
}
