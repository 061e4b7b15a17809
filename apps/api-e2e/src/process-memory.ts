import { readFileSync, writeFileSync } from 'node:fs';

/** The most memory that a process had since its peak was forgotten, in bytes: Linux only, like the other tests that look into a process. */
export function peakBytes(pid: number): number {
  return bytesOf(pid, 'VmHWM');
}

export function residentBytes(pid: number): number {
  return bytesOf(pid, 'VmRSS');
}

export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function bytesOf(pid: number, what: string): number {
  const [, kib = '0'] = new RegExp(`${what}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) * 1024;
}
