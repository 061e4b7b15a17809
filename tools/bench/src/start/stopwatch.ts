import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const source = resolve(import.meta.dirname, '../../native/start.c');
const output = resolve(import.meta.dirname, '../../dist/start');

/** A start that takes longer hangs. */
const MS_MAX = 60_000;

/** What one start took: until the program was ready, or until it ended. */
export type Start = {
  cpu_ms: number;
  wall_ms: number;
  /** Resident at that moment, in MB of a million bytes; 0 for a program that has ended. */
  memory_mb: number;
  /** The part of it that no file backs. */
  anonymous_mb: number;
};

/** Compiles native/start.c, which measures. Returns where it is. */
export function compileStopwatch(): string {
  if (process.platform !== 'linux')
    throw new Error('this suite reads clocks and memory of processes as Linux has them');
  mkdirSync(dirname(output), { recursive: true });
  const written = `${output}.${process.pid}`;
  const args = ['-O2', '-Wall', '-Wextra', '-Werror', source, '-o', written];
  const compiler = spawnSync('cc', args, { encoding: 'utf8' });
  if (compiler.error) {
    throw new Error('this suite needs a C compiler named `cc` (Debian: apt-get install gcc)', {
      cause: compiler.error,
    });
  }
  if (compiler.status !== 0) throw new Error(`cc ${args.join(' ')} failed:\n${compiler.stderr}`);
  renameSync(written, output);
  return output;
}

/** Starts a program and measures until its output has `text`; where that is empty, until it ends. */
export function timeStart(stopwatch: string, text: string, command: readonly string[], env: NodeJS.ProcessEnv): Start {
  const options = { env, encoding: 'utf8', timeout: MS_MAX, killSignal: 'SIGKILL' } as const;
  const { status, stdout, stderr } = spawnSync(stopwatch, [text, ...command], options);
  if (status !== 0)
    throw new Error(`${command.join(' ')} did not start (or took more than ${MS_MAX / 1000} s):\n${stderr}`);
  return readStart(stdout);
}

type Line = { wall_us: number; cpu_us: number; anonymous_kib: number; file_kib: number; shared_kib: number };

export function readStart(line: string): Start {
  const { wall_us, cpu_us, anonymous_kib, file_kib, shared_kib } = JSON.parse(line) as Line;
  const megabytes = (kib: number) => (kib * 1024) / 1e6;
  return {
    cpu_ms: cpu_us / 1000,
    wall_ms: wall_us / 1000,
    memory_mb: megabytes(anonymous_kib + file_kib + shared_kib),
    anonymous_mb: megabytes(anonymous_kib),
  };
}
