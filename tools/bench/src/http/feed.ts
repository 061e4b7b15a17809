import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { median } from '../measure.ts';
import { spreadOf } from '../store/rows.ts';
import { type Row, rowOf } from '../suite.ts';
import { cpuOf, type Placement } from './cpu.ts';
import { FeedProcess } from './feed-process.ts';
import { goalOf } from './goals.ts';
import { prepare } from './launch.ts';
import { feedName } from './races.ts';
import { send } from './send.ts';
import { sentText } from './sent.ts';
import { ServerProcess } from './server-process.ts';

/** One server with so many readers of its feed. */
type Lane = { readers: number; server: ServerProcess; feed: FeedProcess };

export type FeedTurn = { p50_ms: number; p99_ms: number; cpu_us: number };
export type FeedOptions = { rounds: number; writes: number; placement: Placement; say: (line: string) => void };

const OPEN_MS_MAX = 120_000;
const WRITE_MS_MAX = 60_000;
const NOBODY = { npm: { reason: 'not asked for' }, python: { reason: 'not asked for' } };

/**
 * Writes one document after another, the next one when every reader has the last, to servers with different numbers of
 * readers in turns: so what a write costs with none of them is of the same minute.
 */
export async function measureFeeds(readers: readonly number[], options: FeedOptions): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bimetal-bench-feed-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const lanes: Lane[] = [];
  for (const count of [0, ...readers]) lanes.push(await openLane(count, join(folder, String(count)), options, stack));
  const turns = new Map(lanes.map(({ readers: count }) => [count, [] as FeedTurn[]]));
  for (let round = -1; round < options.rounds; round++) {
    for (let turn = 0; turn < lanes.length; turn++) {
      const lane = lanes[(turn + round + 1) % lanes.length];
      if (!lane) continue;
      const figures = await takeTurn(lane, options.writes);
      if (round >= 0) turns.get(lane.readers)?.push(figures);
    }
  }
  return readers.flatMap((count) => feedRows(count, turns.get(count) ?? [], turns.get(0) ?? []));
}

async function openLane(
  readers: number,
  folder: string,
  options: FeedOptions,
  stack: AsyncDisposableStack,
): Promise<Lane> {
  mkdirSync(folder, { recursive: true });
  const { launch } = await prepare('bimetal', folder, [], NOBODY);
  const server = stack.use(await ServerProcess.start(launch, options.placement));
  const feed = stack.use(new FeedProcess(options.placement));
  options.say(`  ${readers.toLocaleString('en')} readers are opened`);
  await feed.ask({ kind: 'open', url: server.url, readers }, OPEN_MS_MAX);
  return { readers, server, feed };
}

async function takeTurn({ readers, server, feed }: Lane, writes: number): Promise<FeedTurn> {
  const before = cpuOf(server.pid);
  for (let write = 0; write < writes; write++) {
    await send('PUT', `${server.url}/api/data/feed-${write}`, sentText(process.hrtime.bigint()));
    await feed.ask({ kind: 'await', events: readers }, WRITE_MS_MAX);
  }
  const cpu_us = (cpuOf(server.pid) - before) / writes;
  const { p50_ms, p99_ms } = await feed.ask({ kind: 'figures' }, WRITE_MS_MAX);
  return { p50_ms, p99_ms, cpu_us };
}

/** The rows of so many readers, beside the same writes that nobody reads. */
export function feedRows(readers: number, turns: readonly FeedTurn[], alone: readonly FeedTurn[]): Row[] {
  const name = feedName(readers);
  const row = (part: string, unit: string, figures: readonly number[]): Row => {
    const whole = `${name}: ${part}`;
    const { length: rounds } = figures;
    const goal = goalOf(whole);
    return { ...rowOf(whole, unit, median(figures), {}), better: 'less', spread: spreadOf(figures), rounds, goal };
  };
  const shares = turns.map(({ cpu_us }, round) => cpu_us / (alone[round]?.cpu_us ?? Number.NaN));
  return [
    row(
      'write to event, p50',
      'ms',
      turns.map(({ p50_ms }) => p50_ms),
    ),
    row(
      'write to event, p99',
      'ms',
      turns.map(({ p99_ms }) => p99_ms),
    ),
    row(
      'CPU of a write',
      'us',
      turns.map(({ cpu_us }) => cpu_us),
    ),
    row('CPU of a write over none', 'times', shares),
  ];
}
