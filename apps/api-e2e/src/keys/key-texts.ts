import { readFileSync } from 'node:fs';
import { Key } from '@bimetal/bindings/browser';
import fc from 'fast-check';

/** Keys that people use, and those at the edges: the tests of Rust and of the bindings read them too. */
export const keyVectors = JSON.parse(
  readFileSync(new URL('../../../../libs/bindings/src/key-vectors.json', import.meta.url), 'utf8'),
) as { valid: { text: string }[]; legacy: string[] };

/** What means something in a URL, a header, JSON or HTML, and letters of all lengths in UTF-8. */
const characters = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'abcXYZ0123456789') },
  { weight: 4, arbitrary: fc.constantFrom(...'-_.~!$&\'()*+,;=:@%?#[]"\\<>^`{|} ') },
  { weight: 1, arbitrary: fc.constantFrom('%2F', '%2f', '%25', '%2e', '..', '%00', '&amp;', '\\u0041') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('é', 'ё', '\u0301', '日', '\u00a0', '\u2028', '\u202e', '\ufeff', '\uffff', '😀'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
);
const segments = fc.string({ unit: characters, minLength: 1, maxLength: 10 });
const paths = fc.array(segments, { minLength: 1, maxLength: 4 }).map((each) => each.join('/'));
const numbers = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 0n, max: 2_000n }));
const names = fc.constantFrom('user-', 'users/', 'user', '-', 'quickdoc-', 'tenants/7f3e8a52/orders-');

/** Keys of all kinds that may be written. Many share a beginning with others. */
export const keyTexts = fc
  .oneof(
    paths,
    fc.tuple(names, numbers).map((parts) => parts.join('')),
    fc.tuple(names, segments).map((parts) => parts.join('')),
    fc.tuple(paths, numbers).map((parts) => parts.join('-')),
    fc.tuple(segments, fc.integer({ min: 470, max: 512 })).map(([text, bytes]) => text.padEnd(bytes, '/long')),
    fc.constantFrom(...keyVectors.valid.map(({ text }) => text)),
    fc.uuid(),
    fc.emailAddress(),
  )
  // What earlier releases took is a key as well, and cannot be written.
  .filter((text) => Key.isKey(text) && !text.split('/').some((segment) => ['', '.', '..'].includes(segment)));
