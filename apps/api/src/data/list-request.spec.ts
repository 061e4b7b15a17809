import { type FastifyRequest } from 'fastify';
import { rangeOf } from './list-request.js';

const range = (query: string) => rangeOf({ raw: { url: `/api/data${query}` } } as FastifyRequest);

describe('the range of a list', () => {
  it.each([
    ['', undefined],
    ['?', undefined],
    ['?other=a', undefined],
    ['?other=%ff', undefined],
    ['?prefix=', ''],
    ['?prefix=users/', 'users/'],
    ['?other=1&prefix=users%2F', 'users/'],
    ['?prefix=a+b%2Bc%26%3D%25', 'a b+c&=%'],
    ['?prefix=%D0%BF%F0%9F%98%80', 'п😀'],
  ])('is asked for by %j', (query, prefix) => {
    expect(range(query).prefix).toBe(prefix);
  });

  it.each(['?prefix=%', '?prefix=%zz', '?prefix=%ff', '?prefix=a%C0%AF', '?prefix=%ed%a0%80', '?prefix=a&prefix=a'])(
    'is not read leniently from %s',
    (query) => {
      expect(() => range(query)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
    },
  );
});
