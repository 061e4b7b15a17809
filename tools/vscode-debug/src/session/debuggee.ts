import { readdirSync, readFileSync } from 'node:fs';

const INSPECTOR_LINES =
  /^(Debugger listening on ws:|For help, see: https:\/\/nodejs\.org|Debugger attached\.|Debugger ending on|Waiting for the debugger to disconnect).*\r?\n?/gm;

/** What the program wrote, without what Node says of the debugger that everybody sees already. */
export function withoutInspectorLines(output: string): string {
  return output.replace(INSPECTOR_LINES, '');
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

/**
 * The processes that a process has started, and those that they have: what a terminal would end together with it. One in a
 * session of its own was meant to go on without it.
 */
export function descendantsOf(pid: number): number[] {
  if (pid <= 0) return [];
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)));
  const session = all.find((each) => each.pid === pid)?.session;
  const found: number[] = [];
  for (let parents = [pid]; parents.length > 0; found.push(...parents)) {
    parents = all.filter((each) => parents.includes(each.parent) && each.session === session).map((each) => each.pid);
  }
  return found;
}

function statOf(pid: number): { pid: number; parent: number; session: number }[] {
  try {
    // Behind the name, which may hold anything: state, parent, group, session.
    const [, parent, , session] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
    return [{ pid, parent: parent ?? 0, session: session ?? 0 }];
  } catch {
    // It has ended.
    return [];
  }
}
