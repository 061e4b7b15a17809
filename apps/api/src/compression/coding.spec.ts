import { accepts, codingOf } from './coding.js';

describe('the coding of an answer', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['deflate, compress', undefined],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['gzip, deflate, br, zstd', 'zstd'],
    ['gzip, deflate, br', 'br'],
    ['gzip;q=0.8,br;q=0.7 , zstd;q=0.6', 'gzip'],
    ['gzip ; q=1.000, br;Q=0.999', 'gzip'],
    ['*', 'zstd'],
    ['zstd;q=0, *', 'br'],
    ['*;q=0.1, gzip;q=0.2', 'gzip'],
    ['*;q=0', undefined],
    ['gzip;q=0', undefined],
    ['gzip, identity', 'gzip'],
    ['gzip;q=0.5, identity', undefined],
    ['identity;q=0.5, gzip;q=0.5', 'gzip'],
    ['identity;q=0, gzip;q=0.1', 'gzip'],
    ['identity;q=0', undefined],
    ['gzip;q=2', undefined],
    ['gzip;q=x, br', 'br'],
    ['gzip;q=0, gzip', undefined],
    [', ;q=1,, br', 'br'],
  ])('of %j is %j', (accepted, coding) => {
    expect(codingOf(accepted)).toBe(coding);
  });
});

describe('a coding', () => {
  it.each([
    [undefined, true],
    ['', false],
    ['gzip;q=0.001', true],
    ['gzip;q=0, *', false],
    ['*', true],
    ['br, identity', false],
  ])('can be read or not by who says %j', (accepted, isAccepted) => {
    expect(accepts(accepted, 'gzip')).toBe(isAccepted);
  });
});
