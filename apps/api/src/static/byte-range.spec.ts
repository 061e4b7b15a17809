import { byteRangeOf } from './byte-range.js';

describe('what of a range is obeyed', () => {
  it.each([
    ['bytes=0-0', 'bytes=0-0'],
    ['bytes=2-', 'bytes=2-'],
    ['Bytes= 2-3 , -4', 'bytes=2-3,-4'],
    ['bytes=,1-2,', 'bytes=1-2'],
    ['bytes=-10', 'bytes=0-'],
    ['bytes=-99999999999999999999', 'bytes=0-'],
    ['bytes=-9', 'bytes=-9'],
    ['bytes=-0', 'bytes=-0'],
    ['bytes=10-', 'bytes=10-'],
  ])('of a file of ten bytes %p is %p', (range, taken) => {
    expect(byteRangeOf(range, 10)).toBe(taken);
  });

  it.each([
    undefined,
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=,',
    'bytes=3-2',
    'bytes=1-2,x',
    'lines=1-2',
    'bytes=1 - 2',
  ])('is nothing of %p', (range) => {
    expect(byteRangeOf(range, 10)).toBeUndefined();
  });
});
