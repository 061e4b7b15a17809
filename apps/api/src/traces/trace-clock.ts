import { type HrTime } from '@opentelemetry/api';

/** How far the steady clock may be from the time of day before it is set anew, in milliseconds: the system's may be set, or drift. */
const APART_MS_MAX = 50;

/** What the steady clock lacks to be the time of day. */
let offset = performance.timeOrigin;

/** A moment of the steady clock, in milliseconds: what the moments of one request are compared by. */
export function now(): number {
  return performance.now();
}

/** Sets the clock by the time of day, where they have come apart: between requests, so that those of one are of one clock. */
export function setClock(): void {
  const apart = Date.now() - (offset + performance.now());
  if (Math.abs(apart) > APART_MS_MAX) offset += apart;
}

/** The time of day of a moment: seconds since 1970, and nanoseconds. */
export function toTime(moment: number): HrTime {
  const millis = offset + moment;
  const seconds = Math.floor(millis / 1000);
  return [seconds, Math.floor((millis - seconds * 1000) * 1e6)];
}
