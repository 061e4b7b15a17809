import { judge, type Moment } from './judge.ts';
import { Latencies } from './latencies.ts';
import { soakChart } from './soak.ts';

const MIB = 2 ** 20;

function moments(count: number, rss: (step: number) => number, disk: (step: number) => number): Moment[] {
  const latency = { p50: 1, p99: 2, p999: 3 };
  return Array.from({ length: count }, (_, step) => ({
    seconds: step,
    rss_bytes: rss(step) * MIB,
    anonymous_bytes: rss(step) * MIB,
    disk_bytes: disk(step) * MIB,
    live_bytes: 60 * MIB,
    put_ms: latency,
    get_ms: latency,
  }));
}

describe('a soak', () => {
  it('passes when memory stays flat and space bounded, however it began', () => {
    const { problems } = judge(
      moments(
        30,
        (step) => (step < 8 ? 100 + 20 * step : 260),
        (step) => 100 + (step % 3) * 5,
      ),
    );
    expect(problems).toEqual([]);
  });

  it('fails when memory grows', () => {
    expect(
      judge(
        moments(
          30,
          (step) => 100 + 5 * step,
          () => 100,
        ),
      ).problems,
    ).toEqual([expect.stringContaining('memory growth')]);
  });

  it('fails when space grows, and when it is more than compaction should leave', () => {
    expect(
      judge(
        moments(
          30,
          () => 100,
          (step) => 20 + 6 * step,
        ),
      ).problems,
    ).toEqual([expect.stringContaining('disk growth')]);
    expect(
      judge(
        moments(
          30,
          () => 100,
          () => 400,
        ),
      ).problems,
    ).toEqual([expect.stringContaining('disk over live')]);
  });

  it('fails when it was too short to tell', () => {
    expect(
      judge(
        moments(
          2,
          () => 1,
          () => 1,
        ),
      ).problems,
    ).toContain('the soak was too short to judge');
  });

  it('has a chart', () => {
    expect(
      soakChart(
        moments(
          9,
          () => 100,
          () => 100,
        ),
      ),
    ).toMatch(/on disk, MiB/);
  });
});

describe('latencies', () => {
  it('knows quantiles within a few percent, in bounded memory', () => {
    const latencies = new Latencies();
    for (let number = 1; number <= 10_000; number++) latencies.add(number / 100);
    expect(latencies.quantile(0.5)).toBeCloseTo(50, -1);
    expect(latencies.quantile(0.99) / 99).toBeCloseTo(1, 1);
    latencies.reset();
    expect(latencies.quantile(0.5)).toBeNaN();
  });
});
