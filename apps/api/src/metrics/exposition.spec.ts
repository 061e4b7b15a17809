import { Exposition } from './exposition.js';
import { GrowingHistogram } from './histogram.js';

describe('Exposition', () => {
  it('writes what Prometheus reads: counts of a histogram add up, and labels are escaped', () => {
    const histogram = new GrowingHistogram([0.001, 0.01]);
    for (const seconds of [0.001, 0.0011, 2]) histogram.add(seconds);
    const to = new Exposition()
      .gauge('a', 'An a.', 18446744073709551615n)
      .gauges('b', 'A b.', [[{ text: 'a "b"\\\n' }, 1]])
      .histograms('c_seconds', 'A c.', [[{ route: '/*' }, histogram]]);
    expect(to.text.split('\n')).toEqual([
      '# HELP a An a.',
      '# TYPE a gauge',
      'a 18446744073709551615',
      '# HELP b A b.',
      '# TYPE b gauge',
      String.raw`b{text="a \"b\"\\\n"} 1`,
      '# HELP c_seconds A c.',
      '# TYPE c_seconds histogram',
      'c_seconds_bucket{route="/*",le="0.001"} 1',
      'c_seconds_bucket{route="/*",le="0.01"} 2',
      'c_seconds_bucket{route="/*",le="+Inf"} 3',
      'c_seconds_sum{route="/*"} 2.0021',
      'c_seconds_count{route="/*"} 3',
      '',
    ]);
  });
});
