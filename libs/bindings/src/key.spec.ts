import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { caught } from '../test/caught.js';
import { Key } from './browser.js';

/** Rust's tests read the same file. */
const vectors = JSON.parse(readFileSync(new URL('key-vectors.json', import.meta.url), 'utf8')) as {
  valid: { text: string; prefix: string; number: string; bytes: string }[];
  invalid: { text: string; code: string }[];
  invalidPrefixes: { prefix: string; code: string }[];
  ascending: string[];
};

const prefixes = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 8,
  maxLength: 8,
});
const numbers = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const keys = fc.tuple(prefixes, numbers).map(([prefix, number]) => Key.of(prefix, number));

/** The form in which the store keeps a key. */
function bytesOf(key: Key): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.write(key.prefix, 'latin1');
  bytes.writeBigUInt64BE(key.number, 8);
  return bytes;
}

describe('Key', () => {
  it('reads its parts from a string', () => {
    const { prefix, number } = Key.parse('abcdefgh-42');
    expect([prefix, number]).toEqual(['abcdefgh', 42n]);
  });

  it('writes its parts as a string', () => {
    expect(Key.of('abcdefgh', 42n).toString()).toBe('abcdefgh-42');
    expect(JSON.stringify({ key: Key.of('abcdefgh', 42n) })).toBe('{"key":"abcdefgh-42"}');
  });

  it('keeps the parts that it was made of', () => {
    const { prefix, number } = Key.of('abcdefgh', 42n);
    expect([prefix, number]).toEqual(['abcdefgh', 42n]);
  });

  it('equals the key of the same text and no other', () => {
    const [a, b, c, d] = ['abcdefgh-1', 'abcdefgh-11', 'abcdefgh-1', 'abcdefgh-11'].map(Key.parse) as [
      Key,
      Key,
      Key,
      Key,
    ];
    expect([a.equals(c), b.equals(d), a.equals(b)]).toEqual([true, true, false]);
    expect(a).toEqual(c);
  });

  it('cannot be changed', () => {
    const key = Key.parse('abcdefgh-42');
    expect(() => Object.assign(key, { number: 43n })).toThrow(TypeError);
  });

  it('tells what a message for people says by values for programs', () => {
    expect(caught(() => Key.parse('bad'))).toMatchObject({ code: 'KEY_TOO_SHORT', details: { length: 3 } });
    expect(caught(() => Key.parse('abc efgh-1'))).toMatchObject({ code: 'KEY_NOT_ASCII', details: { position: 3 } });
  });

  it.each([-1n, 2n ** 64n, 1 as unknown as bigint])('refuses the number %p', (number) => {
    expect(caught(() => Key.of('abcdefgh', number))).toMatchObject({ code: 'KEY_BAD_NUMBER' });
  });
});

describe('Key and the vectors that Rust reads too', () => {
  it.each(vectors.valid)('reads $text', ({ text, prefix, number, bytes }) => {
    const key = Key.parse(text);
    expect([key.prefix, key.number.toString(), key.toString()]).toEqual([prefix, number, text]);
    expect(bytesOf(key).toString('hex')).toBe(bytes);
    expect(Key.isKey(text)).toBe(true);
    expect(Key.of(prefix, BigInt(number)).equals(key)).toBe(true);
  });

  it.each(vectors.invalid)('refuses $text with $code', ({ text, code }) => {
    expect(caught(() => Key.parse(text))).toMatchObject({ name: 'BimetalError', code });
    expect(Key.isKey(text)).toBe(false);
  });

  it.each(vectors.invalidPrefixes)('refuses the prefix $prefix with $code', ({ prefix, code }) => {
    expect(caught(() => Key.of(prefix, 1n))).toMatchObject({ code });
  });

  it('sorts them as the store does', () => {
    const ascending = vectors.ascending.map(Key.parse);
    const shuffled = [...ascending].reverse().sort((a, b) => a.compare(b));
    expect(shuffled.map(String)).toEqual(vectors.ascending);
  });
});

describe('Key, whatever the parts', () => {
  it('reads what it writes', () => {
    fc.assert(fc.property(keys, (key) => Key.parse(key.toString()).equals(key)));
  });

  it('compares as the stored bytes do', () => {
    // Close neighbours as well: random keys nearly always differ in the first character.
    const neighbours = fc.tuple(keys, numbers).map(([key, number]) => [key, Key.of(key.prefix, number)] as const);
    fc.assert(
      fc.property(fc.oneof(fc.tuple(keys, keys), neighbours), ([a, b]) => {
        expect(a.compare(b)).toBe(Buffer.compare(bytesOf(a), bytesOf(b)));
        expect(a.equals(b)).toBe(a.compare(b) === 0);
      }),
    );
  });

  it('refuses any other text, with a code', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
        fc.pre(!/^[!-~]{8}-(0|[1-9][0-9]*)$/.test(text));
        expect(caught(() => Key.parse(text))).toMatchObject({ code: expect.stringMatching(/^KEY_/) });
      }),
    );
  });

  it('has one text only: nothing can be added to it', () => {
    fc.assert(
      fc.property(keys, fc.constantFrom('+', '0', ' ', 'x'), (key, extra) => {
        expect(Key.isKey(`${key.prefix}-${extra}${key.number}`)).toBe(false);
      }),
    );
  });
});
