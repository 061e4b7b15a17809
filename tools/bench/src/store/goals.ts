import { type Goal } from '../suite.ts';

const ratio = (floor: number, stretch?: number): Goal => ({ of: 'ratio', floor, stretch });
const atMost = (floor: number, stretch?: number): Goal => ({ of: 'ours', floor, stretch });

/** What each row has to reach, and what it aims at. Rows that are not here are reported only. */
const GOALS: Readonly<Record<string, Goal>> = {
  'get parsed': ratio(1.15, 1.4),
  'get raw': ratio(1.15, 1.5),
  'scan to JSON array': ratio(3, 8),
  'bulk load': ratio(1.4, 2),
  'put durable, one': ratio(0.9, 1.15),
  'put durable, 64 concurrent': ratio(2, 5),
  'put durable, 64 concurrent, fsync +1 ms': ratio(2, 4),
  'put durable, 64 concurrent, peers batched': ratio(1, 1.5),
  'delete durable, one': ratio(0.7, 1),
  'prefix count and first 100': ratio(1.5, 5),
  'disk over payload, loaded': atMost(1.1),
  'checkpoint over payload': atMost(0.2),
  'disk over payload, churned': atMost(1.5),
  'open 1M, clean': atMost(100, 30),
  'memory per document': atMost(80, 48),
};

/** The larger documents are only to be no slower than anybody's. */
export const LARGE = ', 4 KB';

export function goalOf(name: string): Goal | undefined {
  if (!name.endsWith(LARGE)) return GOALS[name];
  return GOALS[name.slice(0, -LARGE.length)]?.of === 'ratio' ? ratio(1) : undefined;
}
