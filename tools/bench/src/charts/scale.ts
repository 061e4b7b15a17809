/** Where a value stands between two places on paper. */
export type Scale = { at: (value: number) => number; ticks: number[] };

export type Range = { from: number; to: number };

/** Equal distances for equal differences; begins at 0. */
export function linear(highest: number, { from, to }: Range): Scale {
  const step = niceStep(highest / 4);
  const top = Math.max(step, Math.ceil(highest / step) * step);
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  return { at: (value) => from + (value / top) * (to - from), ticks };
}

/** Equal distances for equal ratios. */
export function logarithmic(lowest: number, highest: number, { from, to }: Range): Scale {
  const [low, high] = [Math.log10(lowest), Math.log10(highest)];
  const width = high - low || 1;
  const ticks: number[] = [];
  for (let power = Math.floor(low); power <= Math.ceil(high); power++) {
    const marks = width > 2.5 ? [1] : width > 1 ? [1, 3] : [1, 2, 5];
    ticks.push(...marks.map((mark) => mark * 10 ** power));
  }
  const at = (value: number) => from + ((Math.log10(value) - low) / width) * (to - from);
  return { at, ticks: ticks.filter((tick) => tick >= lowest * 0.999 && tick <= highest * 1.001) };
}

/** 1, 2 or 5 times a power of ten. */
function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step || 1));
  return [1, 2, 5, 10].map((mark) => mark * power).find((nice) => nice >= step) ?? 10 * power;
}

/** 20, 1.5k, 3M. */
export function short(value: number): string {
  if (value >= 1e6) return `${trimmed(value / 1e6)}M`;
  if (value >= 1e3) return `${trimmed(value / 1e3)}k`;
  return trimmed(value);
}

function trimmed(value: number): string {
  return String(Number(value.toPrecision(3)));
}
