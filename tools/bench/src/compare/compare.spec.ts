import { type Row, rowOf } from '../suite.ts';
import { compareReports } from './compare.ts';
import { formatChanges } from './table.ts';

function row(ours: number, peer: number | undefined, more: Partial<Row> = {}): Row {
  return { ...rowOf('get', 'ns', ours, peer === undefined ? {} : { lmdb: peer }), spread: 0.02, ...more };
}

describe('comparing', () => {
  it('does not take a machine that became slower for a change', () => {
    const [change] = compareReports([row(100, 200)], [row(200, 400)]);
    expect(change).toMatchObject({ before: 100, after: 200, verdict: 'same' });
    expect(change?.gain).toBeCloseTo(0);
  });

  it('knows a gain from a loss, for times and for rates', () => {
    expect(compareReports([row(200, 200)], [row(100, 200)])[0]).toMatchObject({ gain: 1, verdict: 'better' });
    expect(compareReports([row(100, undefined)], [row(200, undefined)])[0]).toMatchObject({
      gain: -0.5,
      verdict: 'worse',
    });
    const rate = (ours: number) => ({
      ...rowOf('put', '/s', ours, { lmdb: 50 }, 'more'),
      better: 'more' as const,
      spread: 0,
    });
    expect(compareReports([rate(100)], [rate(200)])[0]).toMatchObject({ gain: 1, verdict: 'better' });
  });

  it('calls a change within the rounds of either run noise', () => {
    expect(compareReports([row(100, 200, { spread: 0.2 })], [row(110, 200)])[0]?.verdict).toBe('same');
    expect(compareReports([row(100, 200)], [row(110, 200)])[0]?.verdict).toBe('worse');
  });

  it('shows rows that only one of them has', () => {
    const changes = compareReports([row(1, 1)], [{ ...row(1, 1), name: 'scan' }]);
    expect(changes.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['scan', 'new'],
      ['get', 'gone'],
    ]);
    expect(formatChanges(changes)).toContain('<- gone');
  });
});
