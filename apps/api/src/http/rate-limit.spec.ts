import { RateLimit } from './rate-limit.js';

describe('RateLimit', () => {
  it('lets a rested client send a second of requests at once, and then as many as it may, steadily', () => {
    const limit = new RateLimit(10);
    const taken = Array.from({ length: 11 }, () => limit.take('a', 5000));
    expect(taken).toEqual([...Array<number>(10).fill(0), 100]);
    expect(limit.take('a', 5099)).toBeCloseTo(1);
    expect([limit.take('a', 5100), limit.take('a', 5100)]).toEqual([0, 100]);
    expect(limit.take('b', 5100)).toBe(0);
  });

  it('takes one request a second where that is the limit, and never lends for longer than a burst', () => {
    const limit = new RateLimit(1);
    expect([limit.take('a', 0), limit.take('a', 999), limit.take('a', 1000)]).toEqual([0, 1, 0]);
    expect(Array.from({ length: 3 }, () => limit.take('a', 9e6))).toEqual([0, 1000, 1000]);
  });

  it('remembers a bounded number of clients, and forgets first those that rest', () => {
    const limit = new RateLimit(1);
    for (let number = 0; number < 100_000; number++) limit.take(`resting ${number}`, 0);
    limit.take('busy', 2000);
    expect(limit.clients).toBe(1);
    for (let number = 0; number < 150_000; number++) limit.take(`sending ${number}`, 2000);
    expect(limit.clients).toBeLessThanOrEqual(100_000);
  });
});
