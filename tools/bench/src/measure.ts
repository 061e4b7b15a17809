/** Something that can be done `count` times in one go; answers a checksum of what came out, so that nothing is left out. */
export type Contender = { name: string; repeat: (count: number) => number };

export type MeasureOptions = {
  rounds: number;
  /** How often each contender does its thing in one round. */
  count: number;
  /** Nanoseconds since some moment. */
  now_ns?: () => bigint;
};

const WARM_UP_ROUNDS = 3;

/**
 * Nanoseconds of one repetition of each contender, by name: the median over the rounds. The contenders take turns within
 * a round, and another one begins each round, so that a busy moment of the machine does not fall on the same one always.
 */
export function measure(contenders: readonly Contender[], options: MeasureOptions): Map<string, number> {
  const { rounds, count, now_ns = process.hrtime.bigint } = options;
  const figures = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    const sums = new Set<number>();
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(turn + Math.abs(round)) % contenders.length];
      if (!contender) continue;
      const begin = now_ns();
      sums.add(contender.repeat(count));
      const elapsed = now_ns() - begin;
      // The warm-up lets the compiler finish with the loops; its times are not counted.
      if (round >= 0) figures.get(contender.name)?.push(Number(elapsed) / count);
    }
    if (sums.size > 1) throw new Error(`the contenders do not agree on the result: ${[...sums].join(', ')}`);
  }
  return new Map([...figures].map(([name, values]) => [name, median(values)]));
}

export function median(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
