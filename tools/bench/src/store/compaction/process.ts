import { readdirSync, readFileSync } from 'node:fs';

/** What this process had written to disks so far, as the system counts it. `undefined` where it does not. */
export function bytesWritten(): number | undefined {
  const found = /^write_bytes: (\d+)$/m.exec(read('/proc/self/io'));
  return found ? Number(found[1]) : undefined;
}

/** The files, sockets and so on that this process has open. `undefined` where the system does not tell. */
export function descriptors(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return undefined;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
