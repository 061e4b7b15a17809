import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface MountsAndEnvironment {
  /** What a shell runs first, in file systems of its own: `mount` and the like. */
  readonly mounts?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

const isRoot = process.geteuid?.() === 0;

/** Only root may mount: another user asks sudo, when it does not ask back. */
const UNSHARE = [...(isRoot ? [] : ['sudo', '--non-interactive', '--preserve-env']), 'unshare', '--mount'];

/** Whether this machine lets tests mount file systems of their own. */
export const canMount =
  process.platform === 'linux' && spawnSync(UNSHARE[0] ?? '', [...UNSHARE.slice(1), 'true']).status === 0;

/** Starts a script of this folder in a Node process of its own. */
export function start(
  script: string,
  args: readonly string[],
  { mounts = [], env }: MountsAndEnvironment = {},
): ChildProcess {
  const command = [process.execPath, join(import.meta.dirname, script), ...args];
  const [program = '', ...rest] = mounts.length === 0 ? command : [...UNSHARE, ...afterMounts(mounts), ...command];
  // Jest's own options are nothing for a child.
  return spawn(program, rest, { env: { ...process.env, NODE_OPTIONS: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A shell that mounts as root, and then becomes this user and another program. */
function afterMounts(mounts: readonly string[]): string[] {
  const user = `setpriv --reuid=${process.geteuid?.()} --regid=${process.getegid?.()} --clear-groups`;
  return ['sh', '-ec', `${mounts.join('\n')}\nexec ${user} "$@"`, 'sh'];
}

/** Runs a script of this folder to its end. */
export async function run(script: string, args: readonly string[], given?: MountsAndEnvironment): Promise<Outcome> {
  return outcomeOf(start(script, args, given));
}

export async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, stdout, stderr };
}
