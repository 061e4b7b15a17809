/** How often the clock is looked at. */
const LOOK_MS = 5_000;

/** A look that comes so late says that the machine, or the tab, was asleep. Browsers let the timers of hidden tabs go once a minute. */
const LATE_MS = 20_000;
const LATE_HIDDEN_MS = 90_000;

/**
 * Notices that the machine was asleep or the tab frozen: no timer tells, and a socket that has died meanwhile says nothing either. Gives
 * the way to end the watch. `woke` gets the moment up to which all was well.
 */
export function watchForSleep(woke: (awakeUntil: number) => void, isHidden = () => document.hidden): () => void {
  let looked = Date.now();
  const look = (): void => {
    const now = Date.now();
    const lateMs = now - looked - LOOK_MS;
    const awakeUntil = looked;
    looked = now;
    if (lateMs > (isHidden() ? LATE_HIDDEN_MS : LATE_MS)) woke(awakeUntil);
  };
  const timer = setInterval(look, LOOK_MS);
  return () => clearInterval(timer);
}
