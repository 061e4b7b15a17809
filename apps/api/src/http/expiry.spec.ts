import { parseExpiry } from './expiry.js';

describe('the expiry of a write', () => {
  it.each([
    ['60', 60_000],
    ['0.001', 1],
    ['86400.5', 86_400_500],
  ])('is so many seconds from now: %s', (ttl, ttlMs) => {
    expect(parseExpiry({ 'bimetal-ttl': ttl })).toEqual({ ttlMs });
  });

  it.each([
    ['Mon, 30 Nov 2026 12:00:00 GMT', '2026-11-30T12:00:00.000Z'],
    ['2026-11-30T12:00:00Z', '2026-11-30T12:00:00.000Z'],
    ['2026-11-30t12:00:00.25+02:00', '2026-11-30T10:00:00.250Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ])('is a moment: %s', (text, moment) => {
    expect(parseExpiry({ 'bimetal-expires': text })).toEqual({ expires: new Date(moment) });
  });

  it.each(['', '0', '-1', '1e3', '0.0001', '60, 60', ' 60', '9999999999999'])('is not %j seconds', (ttl) => {
    expect(() => parseExpiry({ 'bimetal-ttl': ttl })).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  });

  it.each([
    '',
    'tomorrow',
    '1796083199000',
    '2026-11-30',
    '2026-02-30T00:00:00Z',
    '2026-11-30T12:00:00',
    '1969-12-31T23:59:59Z',
  ])('is not the moment %j', (text) => {
    expect(() => parseExpiry({ 'bimetal-expires': text })).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID' }),
    );
  });

  it('is one or the other, and mostly none', () => {
    expect(parseExpiry({})).toBeUndefined();
    expect(() => parseExpiry({ 'bimetal-ttl': '1', 'bimetal-expires': '2026-11-30T12:00:00Z' })).toThrow('not both');
  });
});
