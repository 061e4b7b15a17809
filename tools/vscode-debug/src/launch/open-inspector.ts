import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspectorPort } from './inspector-port.ts';
import { listeningBeside, listeningOf } from './listening.ts';

const OPENING_MILLISECONDS_MAX = 15_000;
/** A Node that waits for events takes the signal at once. */
const IDLE_MILLISECONDS_MAX = 1500;
/** One that has something to do takes it when it comes to its events again. */
const LIVELY_MILLISECONDS_MAX = 5000;
const SIGUSR1_MASK = 1n << 9n;

/**
 * The address of the inspector of a running Node. Where it has none open, SIGUSR1 makes Node open one. Only a process that
 * handles SIGUSR1 gets it: any other would die of it.
 */
export async function openInspector(pid: number): Promise<string> {
  if (!existsSync(`/proc/${pid}`))
    throw new Error(`there is no process ${pid}: it has ended, or it is in another container`);
  refuseOtherNetwork(pid);
  const open = await inspectorOf(pid);
  if (open) return open;
  refuseToSignal(pid);
  process.kill(pid, 'SIGUSR1');
  const begun = Date.now();
  const { sleeps } = mainThread(pid);
  for (let idleSince = begun; Date.now() < begun + OPENING_MILLISECONDS_MAX; await sleep(20)) {
    const url = await inspectorOf(pid);
    if (url) return url;
    const now = mainThread(pid);
    if (!now.isAsleep) idleSince = Date.now();
    // Where the machine is busy, the thread is hardly ever seen asleep, but its sleeps are counted.
    const hasTaken = Date.now() > begun + LIVELY_MILLISECONDS_MAX && now.sleeps > sleeps + 1;
    if (hasTaken || Date.now() > idleSince + IDLE_MILLISECONDS_MAX) {
      throw new Error(
        `process ${pid} was sent SIGUSR1 and opened no inspector: it handles that signal itself, or waits in native code; start it with --inspect`,
      );
    }
  }
  throw new Error(
    `process ${pid} did not open its inspector within ${OPENING_MILLISECONDS_MAX / 1000} s: its main thread is busy in native code`,
  );
}

/** The ports of another network namespace are other ports: behind the same number, another process may listen here. */
function refuseOtherNetwork(pid: number): void {
  const [own, other] = [networkOf('self'), networkOf(pid)];
  if (own === other) return;
  throw new Error(
    `process ${pid} is in another network namespace, as in a container, where its inspector cannot be reached from here: ` +
      `debug it from inside, or start this editor's server by nsenter --target ${pid} --net`,
  );
}

function networkOf(pid: number | 'self'): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    throw new Error(`process ${pid} cannot be looked at: it has ended, or belongs to another user`);
  }
}

/** What is known beforehand to come to nothing. */
function refuseToSignal(pid: number): void {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const state = /^State:\s*(\w)/m.exec(status)?.[1];
  if (state === 'T') throw new Error(`process ${pid} is stopped by a signal: let it go on, by kill -CONT ${pid}`);
  if (state === 't') throw new Error(`process ${pid} is held by another debugger: end that session first`);
  const caught = /^SigCgt:\s*([0-9a-f]+)/m.exec(status)?.[1];
  if (caught === undefined || (BigInt(`0x${caught}`) & SIGUSR1_MASK) === 0n) {
    throw new Error(`process ${pid} is no Node that opens an inspector when it is told to: start it with --inspect`);
  }
  const port = inspectorPort(pid);
  if (port === 0 || !listeningBeside(pid).some((each) => each.port === port)) return;
  throw new Error(
    `process ${pid} would open its inspector on port ${port}, which another process has: end that one, or start this one with --inspect-port=0`,
  );
}

async function inspectorOf(pid: number): Promise<string | undefined> {
  for (const { host, port } of listeningOf(pid)) {
    const answer = await fetch(`http://${host}:${port}/json/list`, { signal: AbortSignal.timeout(1000) })
      .then((response) => response.json() as Promise<{ webSocketDebuggerUrl?: string }[]>)
      .catch(() => undefined);
    const url = Array.isArray(answer) ? answer[0]?.webSocketDebuggerUrl : undefined;
    if (url) return url;
  }
  return undefined;
}

/** Whether the main thread waits, and how many times it has begun to. */
function mainThread(pid: number): { isAsleep: boolean; sleeps: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const sleeps = Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1] ?? 0);
    return { isAsleep: /^State:\s*S/m.test(status), sleeps };
  } catch {
    throw new Error(`process ${pid} has ended`);
  }
}
