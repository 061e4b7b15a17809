import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MILLISECONDS = 50;
/** LIMIT: a machine on which that does not do is too busy to debug on. */
const TIMES_MAX = 10;

/**
 * Waits until the main thread of a process has run for so long, or has been asleep in the meantime: on a busy machine that takes
 * longer than on one at rest. `until` ends it before.
 */
export async function ownTime(pid: number, milliseconds: number, until: () => boolean): Promise<void> {
  const begun = performance.now();
  const first = timesOf(pid);
  for (let before = first, passed = 0; passed < milliseconds * TIMES_MAX && !until();) {
    await sleep(LOOK_MILLISECONDS);
    passed = performance.now() - begun;
    const now = timesOf(pid);
    const hasSlept = now.ran + now.waited - before.ran - before.waited < LOOK_MILLISECONDS / 2;
    if (passed >= milliseconds && (hasSlept || now.ran - first.ran >= milliseconds)) return;
    before = now;
  }
}

/** For how many milliseconds a thread ran, and waited for a core. Without Linux nobody knows: then it seems to sleep. */
function timesOf(pid: number): { ran: number; waited: number } {
  try {
    const [ran, waited] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ').map(Number);
    return { ran: (ran ?? 0) / 1e6, waited: (waited ?? 0) / 1e6 };
  } catch {
    return { ran: 0, waited: 0 };
  }
}
