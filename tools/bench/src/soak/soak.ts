import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { lineCharts, type Panel, type Series } from '../charts/line-charts.ts';
import { figuresTable } from '../document/figures.ts';
import { writeChart, writeFigures } from '../document/write.ts';
import { type Row, rowOf, reached, type Suite, type SuiteOptions } from '../suite.ts';
import { diskBytes } from '../store/disk.ts';
import { judge, type Moment } from './judge.ts';
import { Latencies } from './latencies.ts';
import { Load } from './load.ts';

const MINUTES = 30;
const MINUTES_QUICK = 1;
const MOMENTS = 120;
const PROBLEMS = 'problems';

export const soak: Suite = {
  name: 'soak',
  description:
    'a mixed load with compaction for minutes: memory flat, space bounded, nothing wrong, latencies over time',
  rounds: { full: 1, quick: 1 },
  run,
  isGood: (rows) => rows.every((row) => reached(row) !== 'missed'),
  document,
};

async function run({ minutes, isQuick, say, keep }: SuiteOptions): Promise<Row[]> {
  const { Store } = await import('@bimetal/bindings');
  const folder = mkdtempSync(join(tmpdir(), 'bimetal-soak-'));
  const seconds = 60 * (minutes ?? (isQuick ? MINUTES_QUICK : MINUTES));
  const puts = new Latencies();
  const gets = new Latencies();
  const moments: Moment[] = [];
  try {
    const store = Store.open(folder, { engine: 'log' });
    const load = new Load(store, puts, gets);
    await load.fill();
    const end = new AbortController();
    const running = load.run(end.signal);
    const begin = performance.now();
    for (let step = 1; step <= MOMENTS; step++) {
      await setTimeout(begin + (step * seconds * 1000) / MOMENTS - performance.now());
      moments.push(momentOf(performance.now() - begin, folder, store.statistics().liveBytes, puts, gets));
      if (step % (MOMENTS / 10) === 0) say(lineOf(moments.at(-1)));
    }
    end.abort();
    await running;
    const report = await store.check();
    await store.close();
    say(
      `done: ${Object.entries(load.counts)
        .map(([kind, count]) => `${count} ${kind}`)
        .join(', ')}`,
    );
    const verdict = judge(moments);
    const problems = [...load.problems, ...report.problems, ...verdict.problems];
    for (const problem of problems) say(`PROBLEM: ${problem}`);
    keep?.({ moments, problems, counts: load.counts });
    return rowsOf(moments, verdict.rows, load.problems.length + report.problems.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function momentOf(ms: number, folder: string, live_bytes: number, puts: Latencies, gets: Latencies): Moment {
  const quantiles = (of: Latencies) => ({ p50: of.quantile(0.5), p99: of.quantile(0.99), p999: of.quantile(0.999) });
  const moment = {
    seconds: ms / 1000,
    rss_bytes: process.memoryUsage.rss(),
    anonymous_bytes: anonymousBytes(),
    disk_bytes: diskBytes(folder),
    live_bytes,
    put_ms: quantiles(puts),
    get_ms: quantiles(gets),
  };
  puts.reset();
  gets.reset();
  return moment;
}

/** Linux tells them apart; elsewhere it is all of the process's memory. */
function anonymousBytes(): number {
  if (process.platform !== 'linux') return process.memoryUsage.rss();
  const line = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return Number(line?.[1]) * 1024;
}

function lineOf(moment: Moment | undefined): string {
  if (!moment) return '';
  const { seconds, anonymous_bytes, disk_bytes, put_ms, get_ms } = moment;
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  const ms = ({ p50, p99, p999 }: Moment['put_ms']) =>
    [p50, p99, p999].map((value) => value.toPrecision(2)).join(' / ');
  return `  ${seconds.toFixed(0)} s: memory ${mib(anonymous_bytes)}, disk ${mib(disk_bytes)}, put ${ms(put_ms)} ms, get ${ms(get_ms)} ms`;
}

function rowsOf(
  moments: readonly Moment[],
  judged: Record<string, { value: number; most: number }>,
  problems: number,
): Row[] {
  const bounded = Object.entries(judged).map(([name, { value, most }]) => ({
    ...rowOf(name, 'times', value, {}),
    goal: { of: 'ours', floor: most } as const,
  }));
  const worst = (name: string, of: (moment: Moment) => number) => rowOf(name, 'ms', medianOf(moments.map(of)), {});
  return [
    { ...rowOf(PROBLEMS, '', problems, {}), goal: { of: 'ours', floor: 0 } },
    ...bounded,
    worst('put p50', ({ put_ms }) => put_ms.p50),
    worst('put p99', ({ put_ms }) => put_ms.p99),
    worst('put p99.9', ({ put_ms }) => put_ms.p999),
    worst('get p50', ({ get_ms }) => get_ms.p50),
    worst('get p99', ({ get_ms }) => get_ms.p99),
    worst('get p99.9', ({ get_ms }) => get_ms.p999),
  ];
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[values.length >> 1] ?? Number.NaN;
}

async function document(rows: readonly Row[], machine: string, kept: unknown): Promise<void> {
  await writeFigures('soak', machine, figuresTable(rows));
  writeChart('soak.svg', soakChart((kept as { moments: Moment[] }).moments));
}

/** Memory and space with equal distances, and latencies with equal ratios. */
export function soakChart(moments: readonly Moment[]): string {
  const minutes = ({ seconds }: Moment) => seconds / 60;
  const series = (name: string, of: (moment: Moment) => number): Series => ({
    name,
    points: moments.map((moment) => [minutes(moment), of(moment)] as const),
  });
  const panel = (title: string, up: boolean, ...lines: Series[]): Panel => ({
    title,
    across: 'minutes',
    series: lines,
    logarithmic: { across: false, up },
  });
  const quantiles = (of: (moment: Moment) => Moment['put_ms']) => [
    series('p50', (moment) => of(moment).p50),
    series('p99', (moment) => of(moment).p99),
    series('p99.9', (moment) => of(moment).p999),
  ];
  return lineCharts('Under mixed load, with compaction', [
    panel('put, ms', true, ...quantiles(({ put_ms }) => put_ms)),
    panel('get, ms', true, ...quantiles(({ get_ms }) => get_ms)),
    panel(
      'memory of the process, MiB',
      false,
      series('anonymous', ({ anonymous_bytes }) => anonymous_bytes / 2 ** 20),
      series('with mapped files', ({ rss_bytes }) => rss_bytes / 2 ** 20),
    ),
    panel(
      'on disk, MiB',
      false,
      series('files', ({ disk_bytes }) => disk_bytes / 2 ** 20),
      series('live documents', ({ live_bytes }) => live_bytes / 2 ** 20),
    ),
  ]);
}
