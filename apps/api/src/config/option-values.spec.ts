import { toCount, toMillis, toPosition, toRevision } from './option-values.js';

describe('the values of options', () => {
  it.each([
    ['90', 90_000],
    ['90s', 90_000],
    ['0.5', 500],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['7d', 604_800_000],
  ])('takes %s as a time to live', (text, millis) => {
    expect(toMillis(text)).toBe(millis);
  });

  it.each(['0', '-1', '', '1w', '1e3', '36526d', '0.0001'])('refuses %j as a time to live', (text) => {
    expect(() => toMillis(text)).toThrow('It is a number of seconds');
  });

  it('takes revisions as they are stored, and nothing else', () => {
    expect(toRevision('18446744073709551615')).toBe(18_446_744_073_709_551_615n);
    for (const text of ['18446744073709551616', '-1', '01', '1.0', '', '0x1']) {
      expect(() => toRevision(text)).toThrow('It is a revision');
    }
  });

  it('takes counts from one on', () => {
    expect(toCount('10')).toBe(10);
    for (const text of ['0', '-1', '1.5', 'ten']) expect(() => toCount(text)).toThrow('It is a whole number');
    expect([toPosition('0'), toPosition('412000')]).toEqual([0, 412_000]);
    for (const text of ['', '-1', '1.5', '1'.repeat(16)])
      expect(() => toPosition(text)).toThrow('It is a whole number');
  });
});
