/** How many values fell to each bound and not to the one before it; the last count is of those beyond all bounds. */
export interface Histogram {
  /** Upper bounds, rising. */
  readonly bounds: readonly number[];
  readonly counts: ArrayLike<number>;
  /** All values together. */
  readonly sum: number;
}

/** A histogram that grows: to add a value costs a few comparisons, and no memory. */
export class GrowingHistogram implements Histogram {
  readonly bounds: readonly number[];
  readonly counts: Float64Array;
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  add(value: number): void {
    const { bounds, counts } = this;
    let place = 0;
    while (place < bounds.length && value > (bounds[place] ?? 0)) place++;
    counts[place] = (counts[place] ?? 0) + 1;
    this.sum += value;
  }
}

/** Both together; their bounds are the same. */
export function joinHistograms(one: Histogram, other: Histogram): Histogram {
  const counts = Array.from(one.counts, (count, place) => count + (other.counts[place] ?? 0));
  return { bounds: one.bounds, counts, sum: one.sum + other.sum };
}
