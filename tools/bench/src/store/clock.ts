/** Nanoseconds that `work` took. */
export function timed(work: () => void): number {
  const begin = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - begin);
}

/** Nanoseconds until what `work` answers has come. What answers at once is not made to wait for a turn. */
export async function timedUntil(work: () => Promise<unknown> | void): Promise<number> {
  const begin = process.hrtime.bigint();
  const answer = work();
  if (answer !== undefined) await answer;
  return Number(process.hrtime.bigint() - begin);
}
