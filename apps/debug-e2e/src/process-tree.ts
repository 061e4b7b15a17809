import { readdirSync, readFileSync } from 'node:fs';

/**
 * Kills a process, the group it leads and all its descendants, by SIGKILL, since what hangs hears nothing else. The group is
 * not enough: LLDB's server and the debuggee leave LLDB's.
 */
export function killTree(root: number): void {
  for (const pid of [root, ...descendants(root)]) {
    for (const target of [-pid, pid]) {
      try {
        process.kill(target, 'SIGKILL');
      } catch {
        // It has ended, or leads no group.
      }
    }
  }
}

/** Children, their children and so on, as far as /proc tells. */
export function descendants(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = parentOf(name);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found.slice(1);
}

function parentOf(pid: string): number | undefined {
  try {
    // The name of a program stands in parentheses, and may contain any character.
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '';
    return Number(afterName.split(' ')[1]);
  } catch {
    return undefined;
  }
}
