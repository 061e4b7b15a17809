import fc from 'fast-check';
import { Key } from '../src/browser.js';
import { keyVectors } from './key-vectors.js';

/** Numbers as texts, near the edges too. */
export const keyNumbers = fc
  .oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 300n }), fc.constant(2n ** 64n - 1n))
  .map(String);

/** One half of a surrogate pair. */
export const surrogateHalves = fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit));

const characters = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'abcdefghXYZ0123456789') },
  { weight: 3, arbitrary: fc.constantFrom(...'-_.~!@$&\'()*+,;=:%?#"\\ <>[]{}|^`') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('é', 'ё', '日', '\u0301', '\ue000', '\uffff', '\u{10000}', '😀', '\u{10ffff}'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
);
const segments = fc.string({ unit: characters, minLength: 1, maxLength: 12 });
const paths = fc.array(segments, { minLength: 1, maxLength: 4 }).map((each) => each.join('/'));

/** Keys of all kinds that may be written, many of them neighbours: they share beginnings, numbers and edges. */
export const keyTexts = fc
  .oneof(
    paths,
    fc
      .tuple(fc.constantFrom('user-', 'user-1', 'users/', 'tenants/7f3e/orders-', 'quickdoc-', '-', ''), keyNumbers)
      .map((parts) => parts.join('')),
    fc.tuple(fc.constantFrom('user', 'user-', 'user-1', 'users/'), segments).map((parts) => parts.join('')),
    fc.tuple(paths, keyNumbers).map((parts) => parts.join('-')),
    fc.tuple(segments, fc.integer({ min: 480, max: 512 })).map(([text, bytes]) => {
      const room = bytes - Buffer.byteLength(text);
      return 'x'.repeat(Math.max(room, 0)) + text;
    }),
    fc.constantFrom(...keyVectors.valid.map(({ text }) => text)),
    fc.uuid(),
    fc.emailAddress(),
  )
  .filter((text) => Key.isKey(text) && !/(?<=^|\/)\.{0,2}(?=\/|$)/.test(text));
