import { FailedAttempts } from './failed-attempts.js';

describe('FailedAttempts', () => {
  it('looks at ten wrong keys of a network in a minute, and at none more until it is over', () => {
    const failed = new FailedAttempts();
    for (let attempt = 0; attempt < 10; attempt++) {
      expect(failed.waitMs('a', 1000 + attempt)).toBe(0);
      failed.add('a', 1000 + attempt);
    }
    expect([failed.waitMs('a', 2000), failed.waitMs('b', 2000)]).toEqual([59_000, 0]);
    expect(failed.waitMs('a', 60_999)).toBe(1);
    expect(failed.waitMs('a', 61_000)).toBe(0);
    failed.add('a', 61_000);
    expect(failed.waitMs('a', 61_001)).toBe(0);
  });

  it('remembers a bounded number of networks', () => {
    const failed = new FailedAttempts();
    for (let network = 0; network < 20_000; network++) failed.add(String(network), network / 1000);
    expect(failed.size).toBe(10_000);
  });
});
