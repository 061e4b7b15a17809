import { type FastifyRequest } from 'fastify';
import { rangeOf } from './list-request.js';

const range = (query: string) => rangeOf({ raw: { url: `/api/data${query}` } } as FastifyRequest);

describe('the range of a list', () => {
  it.each([
    ['', undefined],
    ['?', undefined],
    ['?prefix=', ''],
    ['?prefix=users/', 'users/'],
    ['?prefix=users%2F', 'users/'],
    ['?prefix=a+b%2Bc%26%3D%25', 'a b+c&=%'],
    ['?prefix=%D0%BF%F0%9F%98%80', 'п😀'],
  ])('is asked for by %j', (query, prefix) => {
    expect(range(query).prefix).toBe(prefix);
  });

  it.each([
    ['?after=users/alice', 'users/alice', undefined],
    ['?prefix=users/&after=users%2Fb%2Bc', 'users/b+c', 'users/'],
    ['?after=', '', undefined],
    ['?before=a', undefined, undefined],
  ])('begins by %j behind the key %j', (query, after, prefix) => {
    expect(range(query)).toMatchObject({ after, prefix });
  });

  it.each([
    '?prefix=%',
    '?prefix=%zz',
    '?prefix=%ff',
    '?prefix=a%C0%AF',
    '?prefix=%ed%a0%80',
    '?prefix=a&prefix=a',
    '?after=%',
    '?after=a&after=b',
  ])('is not read leniently from %s', (query) => {
    expect(() => range(query)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  });
});
