import { type ListedDocument, ListingScan } from './document-listing';
import { JsonBroken } from '../json/json-scanner';

const listingOf = (key: string, value: string): string => `[{"key":${JSON.stringify(key)},"value":${value}}]`;

const readListing = (answer: string): ListedDocument[] => [...new ListingScan().take(answer, true)];

describe('ListingScan', () => {
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

  it('gives each document once, as soon as it is whole', () => {
    const answer = '[{"key":"quickdoc-1","value":{"a":"b\\"c"}},{"key":"quickdoc-2","value":[1,2]}]';
    const scan = new ListingScan();
    const given: [number, string][] = [];
    for (let end = 0; end <= answer.length; end += 1) {
      for (const { key, text } of scan.take(answer.slice(0, end), end === answer.length)) given.push([end, key + text]);
    }
    expect(given.map(([, document]) => document)).toEqual(['quickdoc-1{"a":"b\\"c"}', 'quickdoc-2[1,2]']);
    expect(given[0]?.[0]).toBeLessThan(answer.length);
  });

  it('looks at a long document that is on its way only a few times', () => {
    const answer = listingOf('quickdoc-1', JSON.stringify('x'.repeat(100_000)));
    const scan = new ListingScan();
    const looks = jest.spyOn(String.prototype, 'indexOf');
    for (let end = 1; end < answer.length; end += 10) expect([...scan.take(answer.slice(0, end), false)]).toEqual([]);
    const looked = looks.mock.calls.filter(([mark]) => mark === '"').length;
    looks.mockRestore();
    expect([...scan.take(answer, true)]).toHaveLength(1);
    expect(looked).toBeLessThan(1_000);
  });

  it('takes nothing else for a list', () => {
    expect(() => readListing('<!doctype html>')).toThrow('no list of documents');
    expect(() => readListing('{"status":"live"}')).toThrow('no list of documents');
  });

  it('says so wherever the stream broke off, and never shows a part as the whole', () => {
    const answer = '[{"key":"quickdoc-1","value":{"a":"b\\"c"}},{"key":"quickdoc-2","value":[1,2]}]';
    for (let end = 0; end < answer.length; end += 1) {
      expect(() => readListing(answer.slice(0, end))).toThrow(JsonBroken);
    }
  });
});
