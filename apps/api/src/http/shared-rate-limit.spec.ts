import { RateLimit } from './rate-limit.js';
import { RATE_TABLE_BYTES, SharedRateLimit } from './shared-rate-limit.js';

const table = (): BigInt64Array => new BigInt64Array(new SharedArrayBuffer(RATE_TABLE_BYTES));

describe('a rate limit of several event loops', () => {
  it('lets a client send as many together as one event loop alone would', () => {
    const buckets = table();
    const loops = [new SharedRateLimit(100, buckets), new SharedRateLimit(100, buckets)];
    const alone = new RateLimit(100);
    const begin = 123_456_789;
    for (let at = 0; at < 500; at++) {
      const now = begin + at * 4;
      const shared = loops[at % 2]?.take('192.0.2.7', now) ?? NaN;
      // It counts in whole microseconds.
      expect(Math.abs(shared - alone.take('192.0.2.7', now))).toBeLessThan(0.01);
    }
  });

  it('counts each client by itself', () => {
    const limit = new SharedRateLimit(1, table());
    const clients = Array.from({ length: 1000 }, (_, at) => `198.51.${at >> 8}.${at & 255}`);
    const waits = clients.map((client) => limit.take(client, 5000));
    expect(waits).toEqual(clients.map(() => 0));
    expect(clients.every((client) => limit.take(client, 5000) > 0)).toBe(true);
  });

  it('goes on for those at work when there are more clients than it remembers', () => {
    const buckets = new BigInt64Array(new SharedArrayBuffer(RATE_TABLE_BYTES));
    const limit = new SharedRateLimit(10, buckets);
    for (let at = 0; at < 100_000; at++) limit.take(`client ${at}`, 1000);
    for (let sent = 0; sent < 20; sent++) limit.take('busy', 1000);
    expect(limit.take('busy', 1000)).toBeGreaterThan(0);
    expect(limit.take('busy', 4000)).toBe(0);
  });
});
