import { type Goal } from '../suite.ts';

const ratio = (floor: number, stretch: number): Goal => ({ of: 'ratio', floor, stretch });
const atMost = (floor: number, stretch: number): Goal => ({ of: 'ours', floor, stretch });

/** Behind the names of rows that compare with what is installed and started, as ours is. */
export const FINISHED = ': CPU, finished servers';

const GOALS: Readonly<Record<string, Goal>> = {
  'GET one: CPU': ratio(0.9, 1.1),
  'GET one: CPU over node:http': atMost(1.35, 1.15),
  'GET one: CPU with ETag over without': atMost(1.02, 1),
  'PUT durable, 1: CPU over node:http': atMost(1.35, 1.15),
  'PUT durable, 64: CPU over node:http': atMost(1.35, 1.15),
  'PUT durable, 64: rate': ratio(2, 5),
  'GET all 100k: CPU': ratio(4, 8),
  'page of 100 with total, 100k: CPU': ratio(4, 10),
  'feed, 1,000 readers: write to event, p99': atMost(50, 20),
  'feed, 1,000 readers: CPU of a write over none': atMost(60, 25),
};

/** What each row has to reach, and what it aims at. Rows that are not here are reported only. */
export function goalOf(name: string): Goal | undefined {
  return name.endsWith(FINISHED) ? ratio(4, 8) : GOALS[name];
}
