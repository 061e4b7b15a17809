import { readdirSync, readFileSync } from 'node:fs';

/**
 * Microseconds of CPU that a process has used in all of its threads, user and system, the kernel's part of its sockets
 * included. From `schedstat`, which counts nanoseconds: `/proc/PID/stat` counts ticks of 10 ms.
 */
export function cpuOf(pid: number): number {
  const folder = `/proc/${pid}/task`;
  let nanoseconds = 0;
  for (const thread of readdirSync(folder)) {
    try {
      nanoseconds += readSchedstat(readFileSync(`${folder}/${thread}/schedstat`, 'utf8'));
    } catch (error) {
      // A thread that ends between the list and the look takes its time with it.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' && (error as NodeJS.ErrnoException).code !== 'ESRCH')
        throw error;
    }
  }
  return nanoseconds / 1000;
}

/** The nanoseconds on a processor: the first of three numbers. */
export function readSchedstat(text: string): number {
  const [running] = text.trim().split(' ');
  const nanoseconds = Number(running);
  if (!running || !Number.isFinite(nanoseconds)) throw new Error(`not a schedstat of Linux: "${text}"`);
  return nanoseconds;
}

/** Which processors the load and the servers run on; `undefined` where they cannot be kept apart. */
export type Placement = { load: string; servers: string } | undefined;

/** The load gets the first processor for itself, so that it costs all servers the same. */
export function placementOf(processors: number, hasTaskset: boolean): Placement {
  if (!hasTaskset || processors < 2) return undefined;
  return { load: '0', servers: processors === 2 ? '1' : `1-${processors - 1}` };
}

/** A command that stays on some processors. */
export function placed(command: readonly string[], processors: string | undefined): string[] {
  return processors === undefined ? [...command] : ['taskset', '-c', processors, ...command];
}
