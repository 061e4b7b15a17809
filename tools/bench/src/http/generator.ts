import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { resolve } from 'node:path';

import { type Placement, placed } from './cpu.ts';

const lua = resolve(import.meta.dirname, '../../native/requests.lua');
const autocannon = resolve(import.meta.dirname, 'autocannon.ts');

/** A turn that has not ended so long after its time hangs. */
const GRACE_MS = 60_000;
const ANSWER_SECONDS_MAX = 30;

/** What makes the load: wrk where there is one, else autocannon out of the folder of peers. The same for all servers. */
export type Generator = { kind: 'wrk' } | { kind: 'autocannon'; peers: string };

export type Load = {
  url: string;
  connections: number;
  seconds: number;
  /** The requests, a path, a tab and a body a line; and what they have in common. */
  file: string;
  method: string;
  type: string;
};

/** What a generator counted. */
export type Count = { requests: number; duration_us: number; refused: number; failed: number };

export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
}

export function commandOf(generator: Generator, { url, connections, seconds, file, method, type }: Load): string[] {
  if (generator.kind === 'autocannon') {
    return [
      process.execPath,
      autocannon,
      generator.peers,
      url,
      String(connections),
      String(seconds),
      file,
      method,
      type,
    ];
  }
  const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', `${ANSWER_SECONDS_MAX}s`, '-s', lua];
  return ['wrk', ...options, url, '--', file, method, type];
}

/** The line of JSON that either generator ends with. */
export function readCount(output: string): Count {
  const line = output.trim().split('\n').at(-1) ?? '';
  if (!line.startsWith('{')) throw new Error(`the load generator says nothing that counts: ${output.slice(-500)}`);
  return JSON.parse(line) as Count;
}

/** Makes the load of one turn; throws when not every request was answered with what was asked for. */
export async function makeLoad(generator: Generator, load: Load, placement: Placement): Promise<Count> {
  const [program = '', ...args] = placed(commandOf(generator, load), placement?.load);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const overdue = setTimeout(() => child.kill('SIGKILL'), load.seconds * 1000 + GRACE_MS);
  try {
    const ended = once(child, 'close') as Promise<[number | null]>;
    const [output, [code]] = await Promise.all([text(child.stdout), ended]);
    if (code !== 0) throw new Error(`${program} ended with ${code}`);
    const count = readCount(output);
    const { requests, refused, failed } = count;
    if (refused + failed > 0) throw new Error(`of ${requests} requests ${refused} were refused and ${failed} failed`);
    if (requests === 0) throw new Error('no request was answered in time');
    return count;
  } finally {
    clearTimeout(overdue);
  }
}
