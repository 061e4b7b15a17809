import { reached } from '../suite.ts';
import { startChart } from './chart.ts';
import { environment } from './contenders.ts';
import { partsTable, startTable } from './document.ts';
import { partsOf } from './parts.ts';
import { rowsOf, type Starts } from './rows.ts';
import { readStart, type Start } from './stopwatch.ts';

const asset = (size: number) => ({ file: '', size });
const parts = partsOf(1000, {
  'manifest.json': asset(1),
  'page/index.html': asset(20),
  'page/media/a.woff2': asset(30),
  'addon/bimetal.linux-x64-gnu.node': asset(100),
  'bimetal.js': asset(200),
  'bimetal.js.cache': asset(300),
});

function starts(executable: Partial<Start> = {}): Starts {
  const one = (cpu_ms: number, memory_mb: number): Start => ({
    cpu_ms,
    wall_ms: 2 * cpu_ms,
    memory_mb,
    anonymous_mb: 30,
  });
  const of = (start: Start) => [start, { ...start, cpu_ms: start.cpu_ms * 3 }, { ...start, cpu_ms: start.cpu_ms * 2 }];
  return {
    executable: of({ ...one(100, 90), ...executable }),
    'bundle on Node': of(one(200, 100)),
    unbundled: of(one(500, 110)),
    'bare node': of(one(20, 0)),
  };
}

const rowsNamed = (name: string, of: Starts = starts()) =>
  rowsOf(of, 1_000_000, parts).find((row) => row.name === name);

describe('the start suite', () => {
  it('reads what the stopwatch prints', () => {
    const line = '{"wall_us":2500,"cpu_us":1500,"anonymous_kib":1000,"file_kib":2000,"shared_kib":0,"page_faults":3}';
    expect(readStart(line)).toEqual({ cpu_ms: 1.5, wall_ms: 2.5, memory_mb: 3.072, anonymous_mb: 1.024 });
  });

  it('takes the least CPU of the rounds, and compares it with the unbundled server and bare node', () => {
    expect(rowsNamed('CPU to ready')).toMatchObject({
      ours: 100,
      peers: { 'bundle on Node': 200, unbundled: 500 },
      beside: { 'bare node': 20 },
      best: 'bundle on Node',
      ratio: 2,
    });
    expect(rowsNamed('CPU over that of the unbundled server')?.ours).toBe(0.2);
    expect(rowsNamed('CPU over that of bare node')?.ours).toBe(5);
  });

  it('judges by the goals', () => {
    const judged = (executable: Partial<Start>) =>
      rowsOf(starts(executable), 1, parts).flatMap((row) => (row.goal ? [reached(row)] : []));
    expect(judged({})).toEqual(['stretch', 'stretch', 'stretch'].with(0, 'floor'));
    expect(judged({ cpu_ms: 125, memory_mb: 119 })).toEqual(['floor', 'floor', 'floor']);
    expect(judged({ cpu_ms: 201, memory_mb: 121 })).toEqual(['missed', 'missed', 'missed']);
  });

  it('knows what the size is made of', () => {
    expect(parts).toEqual({ node: 349, bundle: 200, 'code cache': 300, addon: 100, page: 50, rest: 1 });
  });

  it('counts a bundle that has no code cache of its own with Node, where it cannot be seen', () => {
    expect(partsOf(1000, { addon: asset(1) })).toMatchObject({ node: 999, bundle: 0, rest: 1 });
  });

  it('starts all of them without what changes Node or the settings', () => {
    const base = { PATH: '/bin', NODE_OPTIONS: '--x', BIMETAL_URLS: 'x', npm_config_a: 'b', NX_TASK: '1' };
    expect(environment(base, '/cache')).toEqual({ PATH: '/bin', BIMETAL_CACHE: '/cache' });
  });

  it('has a table of the figures and one of the parts', () => {
    const rows = rowsOf(starts(), 1_000_000, parts);
    expect(startTable(rows)).toContain('| CPU to ready | ms | **100** | 200 | 500 | 20.0 |  |  |');
    expect(startTable(rows)).toContain('| CPU over that of bare node |  | **5.00** |  |  |  | ≤ 6.5 ✓ | ≤ 5.5 ✓ |');
    expect(partsTable(rows)).toContain("| V8's code cache of it | 0.000300 |");
  });

  it('has a chart with every figure in it', () => {
    const svg = startChart(rowsOf(starts(), 150_000_000, partsOf(150_000_000, {})));
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    for (const words of ['CPU until it listens, ms', 'goal: 6.5 × bare node', 'goal: 120 MB', 'size, MB: 150']) {
      expect(svg).toContain(words);
    }
  });
});
