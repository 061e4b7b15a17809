import { median } from '../measure.ts';
import { type Row, rowOf } from '../suite.ts';
import { type Name } from './contenders.ts';
import { type Parts } from './parts.ts';
import { type Start } from './stopwatch.ts';

/** All starts of each, in the order of the rounds. */
export type Starts = Record<Name, Start[]>;

const OF_UNBUNDLED_MAX = 0.4;
const OF_BARE = { floor: 6.5, stretch: 5.5 };
const MEMORY_MB = { floor: 120, stretch: 105 };

/**
 * The rows of a run. CPU is an amount of work, and all that others do to it is to make it more: its figure is the least of
 * the rounds. Time and memory are medians.
 */
export function rowsOf(starts: Starts, size: number, parts: Parts): Row[] {
  const cpu = (name: Name) => Math.min(...starts[name].map(({ cpu_ms }) => cpu_ms));
  const wall = (name: Name) => median(starts[name].map(({ wall_ms }) => wall_ms));
  const memory = (name: Name) => median(starts[name].map(({ memory_mb }) => memory_mb));
  const anonymous = (name: Name) => median(starts[name].map(({ anonymous_mb }) => anonymous_mb));
  const rounds = starts.executable.length;
  const servers = (of: (name: Name) => number) => ({
    'bundle on Node': of('bundle on Node'),
    unbundled: of('unbundled'),
  });
  const row = (name: string, unit: string, of: (name: Name) => number): Row => ({
    ...rowOf(name, unit, of('executable'), servers(of)),
    rounds,
  });
  const share = (other: Name) => cpu('executable') / cpu(other);
  return [
    {
      ...row('CPU to ready', 'ms', cpu),
      beside: { 'bare node': cpu('bare node') },
      spread: spreadOf(starts.executable.map(({ cpu_ms }) => cpu_ms)),
    },
    {
      ...rowOf('CPU over that of the unbundled server', 'times', share('unbundled'), {}),
      goal: { of: 'ours', floor: OF_UNBUNDLED_MAX },
    },
    {
      ...rowOf('CPU over that of bare node', 'times', share('bare node'), {}),
      goal: { of: 'ours', ...OF_BARE },
    },
    {
      ...row('from start to ready', 'ms', wall),
      beside: { 'bare node': wall('bare node') },
      spread: spreadOf(starts.executable.map(({ wall_ms }) => wall_ms)),
    },
    { ...row('memory at ready', 'MB', memory), goal: { of: 'ours', ...MEMORY_MB } },
    row('of it anonymous', 'MB', anonymous),
    { ...rowOf('size', 'MB', size / 1e6, {}), notes: { 'made of, MB': inMegabytes(parts) } },
  ];
}

export function inMegabytes(parts: Parts): Record<string, number> {
  return Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, bytes / 1e6]));
}

/** How far the middle half of the values is apart, as a share of the median. */
function spreadOf(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  return (at(0.75) - at(0.25)) / median(values);
}
