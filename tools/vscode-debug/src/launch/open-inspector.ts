import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const OPENING_MILLISECONDS_MAX = 15_000;
const SIGUSR1_MASK = 1n << 9n;
const LISTENING = '0A';

/**
 * The address of the inspector of a running Node. Where it has none open, SIGUSR1 makes Node open one. Only a process that
 * handles SIGUSR1 gets it: any other would die of it.
 */
export async function openInspector(pid: number): Promise<string> {
  const open = await inspectorOf(pid);
  if (open) return open;
  const caught = /^SigCgt:\s*([0-9a-f]+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (caught === undefined || (BigInt(`0x${caught}`) & SIGUSR1_MASK) === 0n) {
    throw new Error(`process ${pid} is no Node that can open an inspector`);
  }
  process.kill(pid, 'SIGUSR1');
  const end = Date.now() + OPENING_MILLISECONDS_MAX;
  while (Date.now() < end) {
    const url = await inspectorOf(pid);
    if (url) return url;
    await sleep(20);
  }
  throw new Error(`process ${pid} did not open its inspector: port 9229 may belong to another one`);
}

async function inspectorOf(pid: number): Promise<string | undefined> {
  for (const port of listeningPorts(pid)) {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`, { signal: AbortSignal.timeout(1000) })
      .then((response) => response.json() as Promise<{ webSocketDebuggerUrl?: string }[]>)
      .catch(() => undefined);
    const url = Array.isArray(answer) ? answer[0]?.webSocketDebuggerUrl : undefined;
    if (url) return url;
  }
  return undefined;
}

/** The TCP ports that this very process listens on: another process's inspector must not be taken for its own. */
function listeningPorts(pid: number): number[] {
  const own = new Set<string>();
  for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
      if (inode) own.add(inode);
    } catch {
      // Closed meanwhile.
    }
  }
  const rows = readFileSync(`/proc/${pid}/net/tcp`, 'utf8').split('\n').slice(1);
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter((columns) => columns[3] === LISTENING && own.has(columns[9] ?? ''))
    .map((columns) => Number.parseInt(columns[1]?.split(':')[1] ?? '', 16));
}
