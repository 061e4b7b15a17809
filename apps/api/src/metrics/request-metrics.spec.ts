import { RequestMetrics } from './request-metrics.js';

describe('RequestMetrics', () => {
  it('has one series for each route, method and class of status that there was', () => {
    const metrics = new RequestMetrics();
    metrics.add('/api/data/*', 'GET', 200, 0.001);
    metrics.add('/api/data/*', 'GET', 204, 20);
    metrics.add('/api/data/*', 'GET', 404, 0.001);
    metrics.add('none', 'GET', 0, 0.001);
    const series = [...metrics.series()].map(({ labels, histogram }) => [labels, histogram.sum]);
    expect(series).toEqual([
      [{ method: 'GET', route: '/api/data/*', status: '2xx' }, 20.001],
      [{ method: 'GET', route: '/api/data/*', status: '4xx' }, 0.001],
      [{ method: 'GET', route: 'none', status: 'aborted' }, 0.001],
    ]);
  });
});
