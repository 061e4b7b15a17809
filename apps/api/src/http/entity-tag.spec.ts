import { entityTag, hasTagOf, parseEntityTags } from './entity-tag.js';

describe('parseEntityTags', () => {
  it.each([
    ['*', '*'],
    [' * ', '*'],
    ['"42"', ['"42"']],
    ['"1" ,W/"2","a,b"', ['"1"', 'W/"2"', '"a,b"']],
    ['"1",, "48"', ['"1"', '"48"']],
    [' ,\t"1" , ', ['"1"']],
  ])('reads %p', (header, tags) => {
    expect(parseEntityTags('If-Match', header)).toEqual(tags);
  });

  it.each(['', ' , ', '42', '"42', '"1" "2"', '"1", 2', 'w/"1"', '*,"1"'])(
    'refuses %p, and names the header',
    (header) => {
      expect(() => parseEntityTags('If-Match', header)).toThrow(/^If-Match is \* or/);
    },
  );

  it('takes no longer for a header that is long and wrong', () => {
    expect(() => parseEntityTags('If-Match', `${'"1" ,'.repeat(3000)}x`)).toThrow();
    expect(() => parseEntityTags('If-Match', `"1",${' '.repeat(1_000_000)}x`)).toThrow();
  });
});

describe('hasTagOf', () => {
  it('compares as strictly as it is told', () => {
    const tags = parseEntityTags('If-Match', 'W/"1", "2"');
    expect([hasTagOf(tags, 1n, 'strong'), hasTagOf(tags, 1n, 'weak')]).toEqual([false, true]);
    expect([hasTagOf(tags, 2n, 'strong'), hasTagOf(tags, 2n, 'weak')]).toEqual([true, true]);
  });

  it('takes * for whatever is there', () => {
    expect([hasTagOf('*', 1n, 'strong'), hasTagOf('*', undefined, 'weak')]).toEqual([true, false]);
  });

  it('never names what is not there', () => {
    expect(hasTagOf([entityTag(1n)], undefined, 'weak')).toBe(false);
  });
});
