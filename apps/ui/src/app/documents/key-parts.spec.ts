import { isLongKey, keyParts, shortenKey } from './key-parts';

const texts = (key: string, isWhole = false): string[] => keyParts(key, isWhole).map(({ text }) => text);
const kinds = (key: string, isWhole = false): string =>
  keyParts(key, isWhole)
    .map(({ kind }) => kind)
    .join(' ');

describe('keyParts', () => {
  it.each([
    ['hello', undefined],
    ['user-42', '42'],
    ['user-0', '0'],
    ['user-05', undefined],
    ['user-18446744073709551615', '18446744073709551615'],
    ['user-18446744073709551616', undefined],
    ['2026-11-29', '29'],
    ['ключ-7', '7'],
    ['مفتاح', undefined],
    [`${'x'.repeat(509)}-42`, '42'],
    ['😀'.repeat(128), undefined],
  ])('leaves nothing of %s out, and sets its number apart', (key, number) => {
    for (const isWhole of [false, true]) {
      expect(texts(key, isWhole).join('')).toBe(key);
      expect(keyParts(key, isWhole).find(({ kind }) => kind === 'number')?.text).toBe(number);
    }
  });

  it('shows a text that is no key, as a newer server may list, like a name', () => {
    expect(keyParts('a//b\u0007-05', true)).toEqual([{ kind: 'name', text: 'a//b\u0007-05' }]);
  });

  it('sets apart what would not be seen, wherever it stands', () => {
    expect(texts(' a  b\u00a0')).toEqual([' ', 'a', '  ', 'b', '\u00a0']);
    expect(kinds(' a  b\u00a0')).toBe('unseen name unseen name unseen');
    expect(kinds('zero\u200bwidth')).toBe('name unseen name');
    expect(kinds('turned\u202eround')).toBe('name unseen name');
  });

  it.each(['👩‍👩‍👧‍👦', '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}', 'می\u200cخواهم'])(
    'leaves %s together',
    (key) => expect(kinds(key)).toBe('name'),
  );

  it('cuts the middle out of a long key, and never its number', () => {
    const key = `${'tenants/'.repeat(20)}orders-18446744073709551615`;
    expect(kinds(key)).toBe('name cut name number');
    expect(texts(key).at(-1)).toBe('18446744073709551615');
    expect(kinds(key, true)).toBe('name number');
  });
});

describe('shortenKey', () => {
  it.each(['quickdoc-18446744073709551615', '7f3e8a52-4b0c-4d8e-9a51-0c2f6b1d9e77', 'x'.repeat(64), '👩‍👩‍👧‍👦'.repeat(20)])(
    'leaves %s whole',
    (key) => {
      expect(isLongKey(key)).toBe(false);
      expect(shortenKey(key)).toBe(key);
    },
  );

  it('keeps the beginning and the end of a long key', () => {
    const key = `begin${'x'.repeat(502)}-1024`;
    expect(isLongKey(key)).toBe(true);
    expect(shortenKey(key)).toMatch(/^beginx{31}…x{21}-1024$/);
  });

  it.each([
    ['a surrogate pair', '😀'],
    ['a letter and its accent', 'e\u0301'],
    ['a flag', '🇨🇭'],
    ['a joined family', '👩‍👩‍👧‍👦'],
    ['a syllable of Hangul', '\u1112\u1161\u11ab'],
  ])('never cuts %s', (_, character) => {
    for (let shift = 0; shift < character.length; shift += 1) {
      const [begin = '', end = ''] = shortenKey('a'.repeat(shift) + character.repeat(80)).split('…');
      expect(begin).toBe('a'.repeat(shift) + character.repeat(36 - shift));
      expect(end).toBe(character.repeat(26));
    }
  });
});
