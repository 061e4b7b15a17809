import { readFileSync, readlinkSync } from 'node:fs';

/** One line of the table: six columns, the inode, and the path, which may have spaces. */
const LINE = /^\S+(?: \S+){5} +(\d+) (.+)$/gm;

/**
 * The path of a Unix socket that somebody else has opened: Node knows it of its own alone. Undefined where it has none that leads
 * to it, and where the system does not tell.
 */
export function handedPath(fd: number): string | undefined {
  try {
    const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`)) ?? [];
    const lines = readFileSync('/proc/self/net/unix', 'utf8').matchAll(LINE);
    const path = [...lines].find(([, other]) => other === inode)?.[2];
    return path?.startsWith('/') === true ? path : undefined;
  } catch {
    return undefined;
  }
}
