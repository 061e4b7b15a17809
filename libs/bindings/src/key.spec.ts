import fc from 'fast-check';
import { caught } from '../test/caught.js';
import { keyNumbers, keyTexts, surrogateHalves } from '../test/key-texts.js';
import { keyVectors as vectors } from '../test/key-vectors.js';
import { orderedForm, prefixRanges } from '../test/ordered-form.js';
import { Key } from './browser.js';

const keys = keyTexts.map(Key.parse);
const hex = (key: Key): string => orderedForm(key.name, key.number).toString('hex');
const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 50)}… of ${text.length}` : text);
const named = <T extends { text: string }>(rows: readonly T[]): (T & { shown: string })[] =>
  rows.map((row) => ({ ...row, shown: JSON.stringify(shortened(row.text)) }));

describe('Key', () => {
  it('reads its parts from a text', () => {
    const { name, number } = Key.parse('user-42');
    expect([name, number]).toEqual(['user-', 42n]);
  });

  it('has a name alone where the text ends in no number', () => {
    const { name, number } = Key.parse('users/alice@example.com');
    expect([name, number]).toEqual(['users/alice@example.com', undefined]);
  });

  it('joins its parts to a text', () => {
    expect(Key.of('user-', 42n).toString()).toBe('user-42');
    expect(Key.of('hello').toString()).toBe('hello');
    expect(JSON.stringify({ key: Key.of('user-', 42n) })).toBe('{"key":"user-42"}');
  });

  it('reads a name alone as the text that it is', () => {
    expect(Key.of('user-42')).toMatchObject({ name: 'user-', number: 42n });
  });

  it('equals the key of the same text and no other', () => {
    const [a, b, c, d] = ['user-1', 'user-11', 'user-1', 'user'].map(Key.parse) as [Key, Key, Key, Key];
    expect([a.equals(c), a.equals(b), a.equals(d)]).toEqual([true, false, false]);
    expect(a).toEqual(c);
  });

  it('normalises nothing', () => {
    expect(Key.parse('caf\u00e9').equals(Key.parse('cafe\u0301'))).toBe(false);
  });

  it('cannot be changed', () => {
    const key = Key.parse('user-42');
    expect(() => Object.assign(key, { number: 43n })).toThrow(TypeError);
  });

  it.each([
    ['', 'KEY_EMPTY', {}, 'a key has 1 to 512 bytes of UTF-8, this one is empty'],
    [
      'é'.repeat(300),
      'KEY_TOO_LONG',
      { bytes: 600, bytesMax: 512 },
      'a key has 1 to 512 bytes of UTF-8, this one has 600',
    ],
    [
      'é\n',
      'KEY_CHARACTER',
      { position: 2 },
      'a key has no control characters and no half surrogate pairs, there is one at byte 2',
    ],
    [
      'é/../b',
      'KEY_SEGMENT',
      { position: 3 },
      'the segments between the `/` of a key are not empty, `.` or `..`: the one at byte 3 is',
    ],
  ])('tells what is allowed and what is wrong with %j', (text, code, details, message) => {
    expect(caught(() => Key.parse(text))).toMatchObject({ code, details, message });
  });

  it.each([-1n, 2n ** 64n, 1 as unknown as bigint])('refuses the number %p', (number) => {
    expect(caught(() => Key.of('user-', number))).toMatchObject({
      code: 'KEY_BAD_NUMBER',
      message: "a key's number is from 0 to 18446744073709551615, behind a name that ends in `-`",
    });
  });

  it.each([undefined, null, 5, {}, ['hello']])('takes %p for no key', (text) => {
    expect(Key.isKey(text)).toBe(false);
  });
});

describe('Key and the vectors that Rust reads too', () => {
  it.each(named(vectors.valid))('reads $shown', ({ text, name, number, ordered }) => {
    const key = Key.parse(text);
    expect([key.name, key.number?.toString() ?? null, key.toString()]).toEqual([name, number, text]);
    expect(hex(key)).toBe(ordered);
    expect(Key.isKey(text)).toBe(true);
    expect(Key.of(name, number === null ? undefined : BigInt(number)).equals(key)).toBe(true);
  });

  it.each(named(vectors.invalid))('refuses $shown with $code', ({ text, code, position }) => {
    const details = position === undefined ? {} : { position };
    expect(caught(() => Key.parse(text))).toMatchObject({ name: 'BimetalError', code, details });
    expect(Key.isKey(text)).toBe(false);
  });

  it.each(vectors.legacy)('reads %s, which earlier releases took', (text) => {
    const key = Key.parse(text);
    expect([key.toString(), key.name.length, typeof key.number]).toEqual([text, 9, 'bigint']);
  });

  it.each(vectors.invalidParts)('refuses to join %j with its code', ({ name, number, code }) => {
    expect(caught(() => Key.of(name, BigInt(number)))).toMatchObject({ code });
  });

  it('sorts them as the store does', () => {
    const ascending = vectors.ascending.map(Key.parse);
    const sorted = [...ascending].reverse().sort((a, b) => a.compare(b));
    expect(sorted.map(String)).toEqual(vectors.ascending);
  });

  it.each(vectors.prefixes)('finds with a prefix what begins so: %j', ({ prefix, finds }) => {
    expect(vectors.ascending.filter((text) => text.startsWith(prefix))).toEqual(finds);
  });
});

describe('Key, whatever the text', () => {
  it('reads what it writes', () => {
    fc.assert(
      fc.property(keys, (key) => {
        expect(Key.parse(key.toString())).toEqual(key);
        expect(Key.of(key.name, key.number)).toEqual(key);
        expect(`${key.name}${key.number ?? ''}`).toBe(key.toString());
      }),
    );
  });

  it('compares as the bytes of the ordered form do', () => {
    fc.assert(
      fc.property(keys, keys, (a, b) => {
        expect(a.compare(b)).toBe(Buffer.compare(Buffer.from(hex(a), 'hex'), Buffer.from(hex(b), 'hex')));
        expect(a.compare(b) + b.compare(a)).toBe(0);
        expect(a.equals(b)).toBe(a.compare(b) === 0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('compares by the bytes of the names, no number before any, and the numbers', () => {
    const neighbours = fc
      .tuple(keyTexts, fc.option(keyNumbers, { nil: '' }), fc.option(keyNumbers, { nil: '' }))
      .map(([text, a, b]) => [`${text}-${a}`, `${text}-${b}`].map((each) => each.slice(-500)))
      .filter((texts) => texts.every(Key.isKey))
      .map((texts) => texts.map(Key.parse) as [Key, Key]);
    const plain = ({ name, number }: Key): [Buffer, bigint] => [Buffer.from(name), number ?? -1n];
    fc.assert(
      fc.property(fc.oneof(neighbours, fc.tuple(keys, keys)), ([a, b]) => {
        const [[aName, aNumber], [bName, bNumber]] = [plain(a), plain(b)];
        const names = Buffer.compare(aName, bName);
        const numbers = aNumber < bNumber ? -1 : aNumber > bNumber ? 1 : 0;
        expect(a.compare(b)).toBe(names === 0 ? numbers : names);
      }),
      { numRuns: 2_000 },
    );
  });

  it('stands between the same keys as all that begins alike: a prefix is at most 21 ranges', () => {
    const prefixes = fc.tuple(keyTexts, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)));
    fc.assert(
      fc.property(
        prefixes.filter((prefix) => prefix.isWellFormed()),
        fc.array(keyTexts),
        (prefix, texts) => {
          const ranges = prefixRanges(prefix);
          expect(ranges.length).toBeLessThanOrEqual(21);
          for (const text of [...texts, ...texts.map((each) => prefix + each)].filter(Key.isKey)) {
            const bytes = Buffer.from(hex(Key.parse(text)), 'hex');
            const inside = ranges.filter(([from, to]) => from.compare(bytes) <= 0 && bytes.compare(to) < 0);
            expect([text, inside.length]).toEqual([text, text.startsWith(prefix) ? 1 : 0]);
          }
        },
      ),
    );
  });

  it('has no half of a surrogate pair, wherever it stands', () => {
    const pieces = fc.constantFrom('a', 'é', '日', '😀', 'a/b');
    fc.assert(
      fc.property(pieces, surrogateHalves, pieces, (before, half, behind) => {
        const position = Buffer.byteLength(before) + 1;
        const error = caught(() => Key.parse(`${before}.${half}.${behind}`));
        expect(error).toMatchObject({ code: 'KEY_CHARACTER', details: { position } });
      }),
    );
  });

  it('reads a text or refuses it with a code, by the plain rules', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: fc.constantFrom('/', '.', '-', '0', '7', 'é', '\n', '\ud800', '\udc00', 'a'), maxLength: 20 }),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const legacy = /^[!-~]{8}-(0|[1-9][0-9]*)$/.test(text) && BigInt(text.slice(9)) < 2n ** 64n;
        const isControl = (unit: string): boolean => unit <= '\u001f' || (unit >= '\u007f' && unit <= '\u009f');
        const code =
          text === ''
            ? 'KEY_EMPTY'
            : !text.isWellFormed() || [...text].some(isControl)
              ? 'KEY_CHARACTER'
              : !legacy && text.split('/').some((segment) => ['', '.', '..'].includes(segment))
                ? 'KEY_SEGMENT'
                : undefined;
        expect(Key.isKey(text)).toBe(code === undefined);
        if (code !== undefined) {
          expect(caught(() => Key.parse(text))).toMatchObject({ code });
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
