import { rowOf } from './suite.ts';
import { formatRows } from './table.ts';

describe('rows', () => {
  it('knows that a smaller time is better', () => {
    const row = rowOf('add', 'ns', 20, { slow: 70, close: 25 });
    expect(row).toEqual({
      name: 'add',
      unit: 'ns',
      ours: 20,
      peers: { slow: 70, close: 25 },
      best: 'close',
      ratio: 1.25,
    });
    expect(rowOf('add', 'ns', 50, { quick: 25 }).ratio).toBe(0.5);
  });

  it('knows that a larger rate is better', () => {
    expect(rowOf('put', '/s', 300, { slow: 100, quick: 200 }, 'more')).toMatchObject({ best: 'quick', ratio: 1.5 });
  });

  it('has no ratio without a peer', () => {
    expect(rowOf('add', 'ns', 1, {})).toMatchObject({ best: null, ratio: null });
  });

  it('prints every figure with its peers below it', () => {
    expect(formatRows([rowOf('add', 'ns', 20.04, { other: 25.05 }), rowOf('alone', 'ns', 1240, {})])).toBe(
      [
        '         figure  unit  ratio (above 1: ahead)',
        'add        20.0  ns    1.25 × other',
        '  other    25.1  ns',
        'alone      1240  ns',
      ].join('\n'),
    );
  });
});
