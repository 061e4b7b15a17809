import { setImmediate } from 'node:timers/promises';

/** Collects what is forgotten, and lets the event loop run the finalisers. Needs --expose-gc. */
export async function collectGarbage() {
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc();
    await setImmediate();
  }
}
