import { LazyDateTimeFormat } from './lazy-date-time-format.ts';

const { DateTimeFormat } = Intl;
const OPTIONS = { year: 'numeric', hour: 'numeric', day: '2-digit', month: '2-digit', timeZone: 'UTC' } as const;
const DATE = new Date('2026-11-23T01:02:03Z');

describe('a date format that is made when it is used', () => {
  it('says what the one it stands for says', () => {
    const lazy = new LazyDateTimeFormat('de', OPTIONS);
    const plain = new DateTimeFormat('de', OPTIONS);
    expect(lazy.format(DATE)).toBe(plain.format(DATE));
    expect(lazy.formatToParts(DATE)).toEqual(plain.formatToParts(DATE));
    expect(lazy.resolvedOptions()).toEqual(plain.resolvedOptions());
    expect(new LazyDateTimeFormat().format(DATE)).toBe(new DateTimeFormat().format(DATE));
  });

  it('looks like it in every other way', () => {
    expect(new LazyDateTimeFormat()).toBeInstanceOf(DateTimeFormat);
    expect(LazyDateTimeFormat('de', OPTIONS).format(DATE)).toBe(DateTimeFormat('de', OPTIONS).format(DATE));
    expect(LazyDateTimeFormat.supportedLocalesOf(['de'])).toEqual(['de']);
  });
});
