import { jest } from '@jest/globals';
import { type ApiKey } from '@bimetal/contract';
import { Grant } from './grant.js';

const key = (more: Partial<ApiKey> = {}): ApiKey => ({
  id: 'q7w2e9r4t5y6',
  name: '',
  scopes: ['read'],
  prefixes: [],
  created: '2026-01-01T00:00:00.000Z',
  ...more,
});

describe('Grant', () => {
  it('allows what its key is for, and everything to one that administrates', () => {
    const [reader, admin] = [new Grant(key()), new Grant(key({ scopes: ['admin'] }))];
    expect([reader.allows('read'), reader.allows('write'), reader.allows('admin')]).toEqual([true, false, false]);
    expect([admin.allows('read'), admin.allows('write'), admin.allows('admin')]).toEqual([true, true, true]);
  });

  it('reaches all documents, or those whose keys begin as it says', () => {
    const some = new Grant(key({ prefixes: ['users/', 'orders-1'] }));
    expect(['users/', 'users/alice', 'orders-1', 'orders-17'].map((text) => some.reaches(text))).not.toContain(false);
    expect(['', 'user', 'users', 'Users/', 'orders-2', ' users/'].map((text) => some.reaches(text))).not.toContain(
      true,
    );
    expect([some.reachesAll, new Grant(key()).reachesAll, new Grant(key()).reaches('')]).toEqual([false, true, true]);
  });

  it('tells its end once to each who waits for it, and at once to who comes late', () => {
    const grant = new Grant(key());
    const [first, second, late] = [jest.fn(), jest.fn(), jest.fn()];
    grant.whenEnded(first);
    grant.whenEnded(second)();
    grant.end();
    grant.end();
    grant.whenEnded(late);
    expect([first, second, late].map(({ mock }) => mock.calls.length)).toEqual([1, 0, 1]);
    expect(grant.isStillAllowed()).toBe(false);
  });

  it('ends by itself when its time is over, however far that is', () => {
    jest.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') });
    try {
      const grant = new Grant(key({ expires: '2026-03-01T00:00:00.000Z' }));
      const ended = jest.fn();
      grant.whenEnded(ended);
      jest.advanceTimersByTime(58 * 86_400_000);
      expect([ended.mock.calls.length, grant.isStillAllowed()]).toEqual([0, true]);
      jest.advanceTimersByTime(86_400_000);
      expect([ended.mock.calls.length, grant.isStillAllowed()]).toEqual([1, false]);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });
});
