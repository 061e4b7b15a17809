import { readListing } from './document-listing';
import { JsonBroken } from './json-scanner';

const listingOf = (key: string, value: string): string => `[{"key":${JSON.stringify(key)},"value":${value}}]`;

describe('readListing', () => {
  it('gives an empty list for an empty store', () => {
    expect(readListing('[]')).toEqual([]);
  });

  it.each([
    ['a number beyond doubles', '9007199254740993'],
    ['a number with trailing zeros', '1.500e+003'],
    ['spaces and line breaks', '{ "a" :\n\t1 }'],
    ['repeated names', '{"a":1,"a":2}'],
    ['brackets and quotes in strings', '{"a":"]}\\"[{,:","b":"\\\\"}'],
    ['escapes', '"\\u00e9\\n\\\\\\""'],
    ['a bare word', 'null'],
    ['an empty string', '""'],
    ['nested empties', '[[],{},[{}]]'],
    ['members named key and value', '{"key":"other","value":[1]}'],
  ])('keeps %s exactly as written', (_, value) => {
    expect(readListing(listingOf('quickdoc-1', value))).toEqual([{ key: 'quickdoc-1', text: value }]);
  });

  it.each(['a"\\/%{]:-0', 'users/alice@example.com', '__proto__', ' ', 'ключ', 'مفتاح', '👩‍👩‍👧‍👦', '\u2028', 'e\u0301'])(
    'reads the key %j',
    (key) => expect(readListing(listingOf(key, '1'))).toEqual([{ key, text: '1' }]),
  );

  it('keeps the order', () => {
    const answer = '[{"key":"quickdoc-1","value":1} , {"key":"quickdoc-18446744073709551615","value":2}]';
    expect(readListing(answer).map(({ key }) => key)).toEqual(['quickdoc-1', 'quickdoc-18446744073709551615']);
  });

  it('takes a value of any depth', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(readListing(listingOf('quickdoc-1', deep))[0]?.text).toBe(deep);
  });

  it('says so wherever the stream broke off, and never shows a part as the whole', () => {
    const answer = '[{"key":"quickdoc-1","value":{"a":"b\\"c"}},{"key":"quickdoc-2","value":[1,2]}]';
    for (let end = 0; end < answer.length; end += 1) {
      expect(() => readListing(answer.slice(0, end))).toThrow(JsonBroken);
    }
  });
});
