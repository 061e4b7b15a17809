import { EventEmitter } from 'node:events';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { fineBoundMs, quantileOf } from '../../metrics/fine-histogram.js';
import { classOf, RequestCounts } from './request-counts.js';

const countOf = (counts: ArrayLike<number>): number => Array.from(counts).reduce((sum, count) => sum + count, 0);

function exchange(method: string, url: string): [IncomingMessage, ServerResponse] {
  const request = { method, url } as IncomingMessage;
  const response = Object.assign(new EventEmitter(), { req: request, statusCode: 200, writableEnded: false });
  return [request, response as unknown as ServerResponse];
}

describe('RequestCounts', () => {
  it.each([
    ['GET', '/api/data/a/b', 'reads'],
    ['HEAD', '/api/data/a', 'reads'],
    ['GET', '/api/data?limit=1', 'lists'],
    ['GET', '/api/data', 'lists'],
    ['PUT', '/api/data/a', 'writes'],
    ['POST', '/api/data?prefix=a', 'writes'],
    ['POST', '/api/batch', 'writes'],
    ['POST', '/api/import?mode=create', 'writes'],
    ['OPTIONS', '/api/data/a', 'others'],
    ['GET', '/', 'others'],
    ['GET', '/api/changes?since=1', undefined],
  ])('knows what %s %s is', (method, url, expected) => {
    expect(classOf({ method, url })).toBe(expected);
  });

  it('counts what is answered at once without listening to it, and the rest when it is over', () => {
    const counts = new RequestCounts();
    const [read, answer] = exchange('GET', '/api/data/a');
    counts.around(() => Object.assign(answer, { writableEnded: true }))(read, answer);
    expect(answer.listenerCount('close')).toBe(0);
    const [write, later] = exchange('PUT', '/api/data/a');
    counts.around(() => undefined)(write, later);
    expect(countOf(counts.totals().times.writes)).toBe(0);
    Object.assign(later, { writableEnded: true, statusCode: 412 }).emit('close');
    const { times, refused } = counts.totals();
    expect([countOf(times.reads), countOf(times.writes), refused]).toEqual([1, 1, 1]);
    expect(quantileOf(times.reads, 0.5, fineBoundMs)).toBeGreaterThan(0);
  });

  it('tells what broke and who went away', () => {
    const counts = new RequestCounts();
    for (const [statusCode, writableEnded] of [
      [503, true],
      [200, false],
    ] as const) {
      const [request, response] = exchange('GET', '/api/status');
      counts.around(() => undefined)(request, response);
      Object.assign(response, { statusCode, writableEnded }).emit('close');
    }
    expect(counts.totals()).toMatchObject({ refused: 0, failed: 1, aborted: 1 });
  });
});
