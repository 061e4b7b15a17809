import { bytesText, countText } from './figures.js';

describe('bytesText', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [12_345_678, '12.3 MB'],
    [123_456_789, '123 MB'],
    [5e15, '5000 TB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});

describe('countText', () => {
  it('knows one from many', () => {
    expect([countText(1, 'document'), countText(12_345, 'document')]).toEqual(['1 document', '12,345 documents']);
  });
});
