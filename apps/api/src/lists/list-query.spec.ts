import { type FastifyRequest } from 'fastify';
import { encodeCursor } from './list-cursor.js';
import { listQueryOf } from './list-query.js';

const asked = (query: string, headers: Record<string, string> = {}) =>
  listQueryOf({ raw: { url: `/api/data${query}` }, headers } as unknown as FastifyRequest);

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
    expect(asked(query).range.prefix).toBe(prefix);
  });

  it.each([
    ['?after=users/alice', { after: 'users/alice', prefix: undefined }],
    ['?prefix=users/&after=users%2Fb%2Bc', { after: 'users/b+c', prefix: 'users/' }],
    ['?after=', { after: '' }],
    ['?from=a&to=b&before=c', { from: 'a', to: 'b', before: 'c' }],
  ])('has the bounds of %j', (query, range) => {
    expect(asked(query).range).toMatchObject(range);
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
    '?limit=1&limit=1',
    '?fields=/a,%',
  ])('is not read leniently from %s', (query) => {
    expect(() => asked(query)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  });
});

describe('a parameter of a list', () => {
  it.each([
    '?limit=0',
    '?limit=10001',
    '?limit=-1',
    '?limit=1.0',
    '?limit=',
    '?reverse=1',
    '?envelope=yes',
    '?count=exact',
    '?include=value',
    '?include=',
    '?delimiter=',
    '?delimiter=a1',
    '?delimiter=12345678901234567/',
    '?revision=01',
    '?revision=18446744073709551616',
    '?revision=now',
    '?delimiter=/&where=/a%20exists',
    '?count=true&where=/a%20exists',
    '?offset=-1',
    '?offset=1.5',
    '?offset=1000000000000000',
    '?offset=1&where=/a%20exists',
    '?offset=1&delimiter=/',
    '?offset=1&cursor=AA',
  ])('is refused where it cannot be: %s', (query) => {
    expect(() => asked(query)).toThrow(expect.objectContaining({ code: 'PARAMETER_INVALID' }));
  });

  it('may have a comma in the name of a field, escaped', () => {
    expect(asked('?fields=/a%2Cb,/c~1d,').text.fields).toEqual(['/a,b', '/c~1d', '']);
  });

  it('is read as what it asks for', () => {
    expect(asked('?reverse=true&limit=10000&include=revision,expires&delimiter=/&revision=42')).toMatchObject({
      text: { direction: 'backward', limit: 10_000, include: ['revision', 'expires'], delimiter: '/', form: 'array' },
      revision: 42n,
      isPaged: true,
    });
  });

  it('bounds what a filter looks at', () => {
    expect(asked('?where=/a%20exists').text).toMatchObject({ where: '/a exists', scanMax: 100_000 });
    expect(asked('').text.scanMax).toBeUndefined();
  });
});

describe('lines in place of an array', () => {
  it.each([
    ['application/x-ndjson', 'lines'],
    ['application/json;q=0.5, Application/X-NDJSON', 'lines'],
    ['application/x-ndjson;q=0.5, application/json', 'array'],
    ['application/x-ndjson;q=0', 'array'],
    ['application/x-ndjson2', 'array'],
    ['*/*', 'array'],
  ])('are asked for by Accept: %s: %s', (accept, form) => {
    expect(asked('', { accept }).text.form).toBe(form);
  });

  it('have no envelope', () => {
    expect(asked('?envelope=true', { accept: 'application/x-ndjson' }).text.form).toBe('array');
  });
});

describe('the total', () => {
  it.each([
    ['?count=true', undefined, true],
    ['', 'count=exact', true],
    ['', 'respond-async, count="exact"; x=1', true],
    ['', 'discount=exact', false],
    ['?where=/a%20exists', 'count=exact', false],
  ])('of %j, preferred as %j: %s', (query, prefer, wanted) => {
    expect(asked(query, prefer === undefined ? {} : { prefer }).wantsCount).toBe(wanted);
  });
});

describe('a cursor', () => {
  const of = (query: string, place: Parameters<typeof encodeCursor>[0]): string =>
    `${query}&cursor=${encodeCursor(place, asked(query).identity)}`;

  it.each([
    ['?prefix=a', { key: 'aя-1' }, { after: 'aя-1' }],
    ['?after=a', { key: 'b' }, { after: 'b' }],
    ['?reverse=true', { key: 'b' }, { before: 'b' }],
    ['?delimiter=/', { prefix: 'a/' }, { afterPrefix: 'a/' }],
    ['?delimiter=/&reverse=true', { prefix: 'a/' }, { beforePrefix: 'a/' }],
  ])('of %s goes on behind %j', (query, place, begins) => {
    expect(asked(of(query, place)).text).toMatchObject(begins);
  });

  it('goes on in another page size and with other fields', () => {
    expect(asked(`${of('?prefix=a', { key: 'ab' })}&limit=5&fields=/a`).text.after).toBe('ab');
  });

  it.each<[string, (cursor: string) => string]>([
    ['another list', (cursor) => cursor.replace('prefix=a', 'prefix=b')],
    ['the other direction', (cursor) => `${cursor}&reverse=true`],
    ['nothing', () => '?cursor='],
    ['no base64url', (cursor) => `${cursor}=`],
    ['something changed', (cursor) => `${cursor}AA`],
  ])('of %s is refused', (_what, spoil) => {
    expect(() => asked(spoil(of('?prefix=a', { key: 'ab' })))).toThrow(
      expect.objectContaining({ code: 'CURSOR_INVALID' }),
    );
  });
});
