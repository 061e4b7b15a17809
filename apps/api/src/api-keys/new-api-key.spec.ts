import { BimetalError } from '@bimetal/bindings';
import { checkNewApiKey, parseNewApiKey } from './new-api-key.js';

const store = {
  count: ({ prefix }: { prefix?: string | undefined } = {}) => {
    if (prefix?.includes('\n') === true) throw new BimetalError('PREFIX_INVALID', 'a prefix has no line end');
    return 0;
  },
};

describe('the API key that is asked for', () => {
  it('says what it is for, and is for all documents and for ever unless it says more', () => {
    const body = new TextEncoder().encode('{"scopes":["read","read"]}');
    expect(parseNewApiKey(body, store)).toEqual({ name: '', scopes: ['read'], prefixes: [] });
  });

  it.each<[string, unknown, RegExp]>([
    ['no object', [], /it is an object/],
    ['no scopes', {}, /scopes: /],
    ['no scope at all', { scopes: [] }, /scopes: /],
    ['a scope that does not exist', { scopes: ['root'] }, /scopes: it is one or more of read, write, admin/],
    [
      'a member that does not exist',
      { scopes: ['read'], prefix: 'a' },
      /no member "prefix", but name, scopes, prefixes, expires/,
    ],
    ['administration of a part', { scopes: ['admin'], prefixes: ['a/'] }, /whole store/],
    ['an empty prefix', { scopes: ['read'], prefixes: [''] }, /prefixes: /],
    ['a prefix that begins no key', { scopes: ['read'], prefixes: ['a\n'] }, /no line end/],
    ['a name that draws on a terminal', { scopes: ['read'], name: '\u001b[2J' }, /name: /],
    ['what is over already', { scopes: ['read'], expires: '2020-01-01T00:00:00Z' }, /over already/],
    ['a time without its zone', { scopes: ['read'], expires: '2030-01-01T00:00:00' }, /expires: /],
  ])('may not be one with %s', (_what, asked, message) => {
    expect(() => checkNewApiKey(asked, store)).toThrow(
      expect.objectContaining({ code: 'API_KEY_INVALID', message: expect.stringMatching(message) }),
    );
  });

  it('may not be a text that is no JSON, or a long one', () => {
    for (const body of [new Uint8Array(0), new Uint8Array([0xff]), new Uint8Array(70_000).fill(0x20)]) {
      expect(() => parseNewApiKey(body, store)).toThrow(expect.objectContaining({ code: 'API_KEY_INVALID' }));
    }
  });
});
