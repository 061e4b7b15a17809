import { rowOf } from '../suite.ts';
import { lineCharts } from './line-charts.ts';
import { ratioBars } from './ratio-bars.ts';
import { linear, logarithmic, short } from './scale.ts';

describe('a scale', () => {
  it('puts equal ratios at equal distances', () => {
    const { at, ticks } = logarithmic(1, 10_000, { from: 0, to: 400 });
    expect([at(1), at(100), at(10_000)]).toEqual([0, 200, 400]);
    expect(ticks).toEqual([1, 10, 100, 1000, 10_000]);
  });

  it('begins at zero and ends above the highest value', () => {
    const { at, ticks } = linear(37, { from: 100, to: 0 });
    expect(ticks).toEqual([0, 10, 20, 30, 40]);
    expect([at(0), at(40)]).toEqual([100, 0]);
  });

  it.each([
    [0.354, '0.354'],
    [1500, '1.5k'],
    [3e6, '3M'],
  ])('writes %d as %s', (value, expected) => expect(short(value)).toBe(expected));
});

describe('a chart', () => {
  const row = { ...rowOf('get <raw>', 'ns', 10, { lmdb: 20 }), goal: { of: 'ratio', floor: 1.15 } as const };

  it('has a bar for each row that has a floor', () => {
    const svg = ratioBars('Ratios', [row, rowOf('other', 'ns', 1, { lmdb: 1 })]);
    expect(svg).toContain('2.00 × lmdb');
    expect(svg).not.toContain('other');
  });

  it('is well-formed whatever the names are', () => {
    const panel = {
      title: 'a & b',
      across: 'documents',
      series: [
        {
          name: 'log',
          points: [
            [1, 2],
            [10, 3],
          ] as const,
        },
      ],
    };
    const charts = [
      ratioBars('"1" < 2', [row]),
      lineCharts('x', [{ ...panel, logarithmic: { across: true, up: true } }]),
      lineCharts('x', [{ ...panel, series: [], logarithmic: { across: false, up: false } }]),
    ];
    for (const svg of charts) {
      const parsed = svg.replace(/<title>[^<]*<\/title>/, '');
      expect(parsed).not.toMatch(/NaN|undefined|&(?!#\d+;)/);
      expect(svg.match(/<(svg|g|text|title)\b[^>]*(?<!\/)>/g)?.length).toBe(
        svg.match(/<\/(svg|g|text|title)>/g)?.length,
      );
    }
  });
});
