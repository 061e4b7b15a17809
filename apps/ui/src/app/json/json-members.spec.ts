import { withStrings } from './json-members';

const check = (json: string, expected: string | undefined): void =>
  expect(withStrings(json, { title: 'new', description: 'd' })).toBe(expected);

describe('withStrings', () => {
  it('changes the strings where they stand, and nothing else', () => {
    check(
      '{ "n" : 9007199254740993.0 , "title":"old",\n "more":{"title":"x"} , "description" : "old" }',
      '{ "n" : 9007199254740993.0 , "title":"new",\n "more":{"title":"x"} , "description" : "d" }',
    );
  });

  it('leaves the spelling of a string that is the same', () => {
    check('{"title":"n\\u0065w","description":"c"}', '{"title":"n\\u0065w","description":"d"}');
  });

  it('adds at the end what is missing', () => {
    check('{}', '{"title":"new","description":"d"}');
    check('{ "a":1 }', '{ "a":1 ,"title":"new","description":"d"}');
    check('{"title":"old"}', '{"title":"new","description":"d"}');
  });

  it('changes a name that repeats each time, and a value that is no string', () => {
    check('{"title":"a","title":[1,{}],"description":null}', '{"title":"new","title":"new","description":"d"}');
  });

  it('knows members by name alone, whatever that means to JavaScript', () => {
    check('{"__proto__":1,"toString":2}', '{"__proto__":1,"toString":2,"title":"new","description":"d"}');
  });

  it.each(['[]', '"title"', '1', 'null', ''])('has nothing to say of %j', (json) => check(json, undefined));
});
