import { partAt, partCount, partText, type TextPart, withPart } from './text-parts';

const parts = (text: string): TextPart[] =>
  Array.from({ length: partCount(text, 4) }, (_, index) => partAt(text, index, 4));

describe('the parts of a text', () => {
  it('are one for a text that a text area takes', () => {
    expect(parts('12345678')).toEqual([{ index: 0, ahead: 0, behind: 0 }]);
    expect(parts('')).toHaveLength(1);
  });

  it.each(['123456789', '123\r\n6789012', '123😀6789012', 'abcdefghijkl', '\r\n'.repeat(20), '😀'.repeat(21)])(
    'are all of %j together, and cut no character in two',
    (text) => {
      expect(
        parts(text)
          .map((part) => partText(text, part))
          .join(''),
      ).toBe(text);
      for (const part of parts(text)) {
        expect(partText(text, part)).not.toMatch(/^[\udc00-\udfff\n]|(?:[\ud800-\udbff]|\r)$/);
        expect(withPart(text, part, partText(text, part))).toBe(text);
      }
    },
  );

  it('are changed by themselves', () => {
    expect(withPart('123456789', partAt('123456789', 1, 4), 'XY')).toBe('1234XY9');
    expect(withPart('123456789', partAt('123456789', 7, 4), '')).toBe('12345678');
    expect(withPart('1234', partAt('1234', 0, 4), 'X')).toBe('X');
  });
});
