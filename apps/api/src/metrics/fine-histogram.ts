/** The first bound, in milliseconds, and how many bounds an octave has: a quantile is told within a tenth. */
const FIRST_MS = 0.01;
const PER_OCTAVE = 8;

/** LIMIT: what takes longer than some ten minutes counts as that. */
const COUNTS = 26 * PER_OCTAVE;

/** How many of what was measured took how long. To add one costs a logarithm and no memory, and a quantile is good enough for a chart. */
export class FineHistogram {
  readonly counts = new Float64Array(COUNTS);

  add(ms: number): void {
    const at = Math.min(COUNTS - 1, Math.ceil(Math.log2(Math.max(ms, FIRST_MS) / FIRST_MS) * PER_OCTAVE));
    this.counts[at] = (this.counts[at] ?? 0) + 1;
  }
}

/** The upper bound of the count at a place, in milliseconds. */
export function fineBoundMs(at: number): number {
  return FIRST_MS * 2 ** (at / PER_OCTAVE);
}

/** The bound below which a part of all that was counted lies; null where nothing was. */
export function quantileOf(counts: ArrayLike<number>, part: number, boundOf: (at: number) => number): number | null {
  const all = Array.from(counts).reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  let below = 0;
  for (let at = 0; at < counts.length; at++) {
    below += counts[at] ?? 0;
    if (below >= all * part) return boundOf(at);
  }
  return boundOf(counts.length - 1);
}
