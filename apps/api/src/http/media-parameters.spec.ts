import { mediaParametersOf } from './media-parameters.js';

describe('the parameters of a media type', () => {
  it.each([
    ['application/json', []],
    ['application/json;', []],
    ['application/json; Charset = UTF-8', [['charset', 'UTF-8']]],
    ['application/json;charset="utf-8";v=2', [['charset', 'utf-8'], ['v', '2']]], // prettier-ignore
    ['application/json; title="a; charset=latin1"; charset=utf-8', [['title', 'a; charset=latin1'], ['charset', 'utf-8']]], // prettier-ignore
    ['application/json; title="a\\"; charset=latin1"', [['title', 'a\\"; charset=latin1']]],
    ['application/json; title="a; charset=latin1', [['title', 'a; charset=latin1']]],
    ['application/json; a=b=c; d', [['a', 'b=c'], ['d', '']]], // prettier-ignore
  ])('of %j are read', (type, parameters) => {
    expect(mediaParametersOf(type).map(({ name, value }) => [name, value])).toEqual(parameters);
  });

  // Read by trying out what belongs to what, each of these would take hours.
  it.each([
    `application/json;charset=${' '.repeat(100_000)}"x"y`,
    `application/json;${'"\\'.repeat(50_000)}`,
    `application/json;"${'\\"'.repeat(50_000)}\\`,
  ])('take no longer however they are written', (type) => {
    expect(mediaParametersOf(type).length).toBe(1);
  });
});
