import { FineHistogram, fineBoundMs, quantileOf } from './fine-histogram.js';

describe('FineHistogram', () => {
  it('tells quantiles within a tenth, from ten microseconds to ten minutes', () => {
    for (const ms of [0.011, 0.5, 3, 80, 60_000]) {
      const histogram = new FineHistogram();
      for (let count = 0; count < 99; count++) histogram.add(ms);
      histogram.add(600_000);
      const median = quantileOf(histogram.counts, 0.5, fineBoundMs) ?? NaN;
      expect(median).toBeGreaterThanOrEqual(ms);
      expect(median).toBeLessThanOrEqual(ms * 1.1);
      expect(quantileOf(histogram.counts, 1, fineBoundMs)).toBeGreaterThanOrEqual(600_000);
    }
  });

  it('has no quantile of nothing, and a place for whatever it is given', () => {
    const histogram = new FineHistogram();
    expect(quantileOf(histogram.counts, 0.5, fineBoundMs)).toBeNull();
    for (const ms of [0, -1, 1e12]) histogram.add(ms);
    expect(histogram.counts.reduce((sum, count) => sum + count)).toBe(3);
  });
});
