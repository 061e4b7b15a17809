import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';

const LOOK_MILLISECONDS = 50;
/** LIMIT: a machine on which that does not do is too busy to debug on. */
const TIMES_MAX = 10;

/** A thread at a look: for how many milliseconds it ran so far, and waited for a core, and whether it wants to run now. */
type Look = { ran: number; waited: number; wantsToRun: boolean };

const UNKNOWN: Look = { ran: 0, waited: 0, wantsToRun: false };

/**
 * Waits until the main thread of a process has run for so long, or has been asleep in the meantime: on a busy machine that takes
 * longer than on one at rest. No other thread may have wanted a core all the while and got none, since it may be the one that
 * passes on what is waited for. `until` ends it before.
 */
export async function ownTime(pid: number, milliseconds: number, until: () => boolean): Promise<void> {
  const begun = performance.now();
  let before = looksOf(pid);
  const first = before.get(pid) ?? UNKNOWN;
  for (let passed = 0; passed < milliseconds * TIMES_MAX && !until();) {
    await sleep(LOOK_MILLISECONDS);
    // Whoever was kept from running itself hears first of what has come.
    await setImmediate();
    passed = performance.now() - begun;
    const now = looksOf(pid);
    const [last, main] = [before.get(pid) ?? UNKNOWN, now.get(pid) ?? UNKNOWN];
    const hasSlept = main.ran + main.waited - last.ran - last.waited < LOOK_MILLISECONDS / 2;
    const isServed = [...now].every(([thread, look]) => !look.wantsToRun || look.ran !== before.get(thread)?.ran);
    if (passed >= milliseconds && isServed && (hasSlept || main.ran - first.ran >= milliseconds)) return;
    before = now;
  }
}

/** The threads of a process. Without Linux nobody knows: then they seem to sleep. */
function looksOf(pid: number): Map<number, Look> {
  const looks = new Map<number, Look>();
  for (const thread of threadsOf(pid)) {
    try {
      const folder = `/proc/${pid}/task/${thread}`;
      const [ran, waited] = readFileSync(`${folder}/schedstat`, 'utf8').split(' ').map(Number);
      // Behind the name in brackets, which may hold anything.
      const state = readFileSync(`${folder}/stat`, 'utf8').split(') ').at(-1)?.[0];
      looks.set(thread, { ran: (ran ?? 0) / 1e6, waited: (waited ?? 0) / 1e6, wantsToRun: state === 'R' });
    } catch {
      // It has ended.
    }
  }
  return looks;
}

function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [];
  }
}
