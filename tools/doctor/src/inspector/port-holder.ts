import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

import { type SetUp } from '../set-up.ts';

export type Holder = { pid: number; name: string };

const LISTENING = '0A';

/** The process that listens on a TCP port, as /proc knows it; undefined for what we may not look into. */
export function holderOfPort({ systemRoot }: SetUp, port: number): Holder | undefined {
  const proc = join(systemRoot, 'proc');
  const sockets = new Set(['net/tcp', 'net/tcp6'].flatMap((table) => listenersOn(join(proc, table), port)));
  const pids = list(proc).filter((name) => /^\d+$/.test(name));
  const pid = pids.find((candidate) =>
    list(join(proc, candidate, 'fd')).some((fd) => sockets.has(linkOf(join(proc, candidate, 'fd', fd)))),
  );
  return pid ? { pid: Number(pid), name: read(join(proc, pid, 'comm')).trim() } : undefined;
}

/** Lines of /proc/net/tcp are: number, local address, remote address, state, queues, timers, retries, user, timeout, inode. */
function listenersOn(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = read(table)
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return rows
    .filter(([, local, , state]) => state === LISTENING && local?.endsWith(`:${wanted}`))
    .map((row) => `socket:[${row[9]}]`);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
