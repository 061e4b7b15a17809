import { parseEntityTags } from '../http/entity-tag.js';
import { codedTag, plainTag } from './coded-tag.js';
import { heldTag } from './held-tag.js';

describe('the tag of a text in a coding', () => {
  it('has the coding at its end, and is the plain one without it', () => {
    expect([codedTag('"42"', 'gzip'), codedTag('"42"', undefined)]).toEqual(['"42-gzip"', '"42"']);
    expect(['"42-gzip"', '"42-br"', 'W/"42-zstd"', '"42-xz"', '"42"'].map(plainTag)).toEqual([
      '"42"',
      '"42"',
      'W/"42"',
      '"42-xz"',
      '"42"',
    ]);
  });

  it('is the same for all codings where it is weak', () => {
    expect(codedTag('W/"1a"', 'gzip')).toBe('W/"1a"');
  });
});

describe('what a client has already', () => {
  const held = (none: string, accepted?: string) =>
    heldTag(parseEntityTags('If-None-Match', none), '"42"', 'gzip', { 'accept-encoding': accepted });

  it.each([
    ['"42"', 'gzip', '"42"'],
    ['"42-gzip"', 'gzip', '"42-gzip"'],
    ['W/"42-gzip"', 'gzip', '"42-gzip"'],
    ['"42-br"', 'gzip, br', '"42-br"'],
    ['"42-br", "42-gzip"', 'gzip', '"42-gzip"'],
    ['"42-br"', 'gzip', undefined],
    ['"42-br"', undefined, '"42-br"'],
    ['"41-gzip"', 'gzip', undefined],
    ['*', 'gzip', '"42-gzip"'],
  ])('of %s, when it accepts %s, is %s', (none, accepted, tag) => {
    expect(held(none, accepted)).toBe(tag);
  });
});
