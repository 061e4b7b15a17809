import { isApiPath, LIST_PARAMETERS, methodsOf, parametersOf, paths } from './routes.js';

describe('paths', () => {
  it.each([
    ['quickdoc-42', '/api/data/quickdoc-42'],
    ['users/alice', '/api/data/users/alice'],
    ['users/alice@example.com', '/api/data/users/alice%40example.com'],
    ['a b?c#%/d', '/api/data/a%20b%3Fc%23%25/d'],
    ['%2F', '/api/data/%252F'],
    ['a\\b', '/api/data/a%5Cb'],
    ['заказы/1', '/api/data/%D0%B7%D0%B0%D0%BA%D0%B0%D0%B7%D1%8B/1'],
    ['😀', '/api/data/%F0%9F%98%80'],
    ['...', '/api/data/...'],
  ])('have one URL for the key %s', (key, url) => {
    expect(paths.document(key)).toBe(url);
  });

  it.each([
    ['a//bcdef-1', '/api/data/a%2F%2Fbcdef-1'],
    ['../abcde-4', '/api/data/..%2Fabcde-4'],
    ['/abcdefg-1', '/api/data/%2Fabcdefg-1'],
    ['abc/./de-5', '/api/data/abc%2F.%2Fde-5'],
  ])('write %s, which earlier releases took, as one segment, so that nobody takes a part of it away', (key, url) => {
    expect(paths.document(key)).toBe(url);
    expect(new URL(url, 'http://localhost').pathname).toBe(url);
  });

  it('are what a browser leaves as it is, and decode to the key', () => {
    for (const key of ['quickdoc-42', 'users/alice', '..a/b..', '%2e%2e/x', 'a\\..\\b', "o'neil!(*)~", '?', '#']) {
      const url = paths.document(key);
      expect(new URL(url, 'http://localhost').pathname).toBe(url);
      expect(decodeURIComponent(url)).toBe(`/api/data/${key}`);
    }
  });

  it('name the documents with a prefix', () => {
    expect(paths.documentsWithPrefix('users/')).toBe('/api/data?prefix=users%2F');
    expect(new URL(paths.documentsWithPrefix('a+b &=é%'), 'http://localhost').searchParams.get('prefix')).toBe(
      'a+b &=é%',
    );
  });

  it('name the documents behind a key', () => {
    expect(paths.documentsAfter('users/alice')).toBe('/api/data?after=users%2Falice');
    expect(new URL(paths.documentsAfter('a+b &=é%#'), 'http://localhost').searchParams.get('after')).toBe('a+b &=é%#');
  });
});

describe('methodsOf', () => {
  it.each([
    ['/api/data', ['GET', 'HEAD', 'POST', 'DELETE']],
    ['/api/batch', ['POST']],
    ['/api/import', ['POST']],
    ['/api/data/quickdoc-42', ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']],
    ['/api/health/ready', ['GET', 'HEAD']],
    ['/api/changes', ['GET', 'HEAD']],
    ['/api/changes/x', []],
    ['/api/backups', ['POST']],
    ['/api/check', ['POST']],
    ['/api/nothing', []],
    ['/api', ['GET', 'HEAD']],
    ['/api/health', ['GET', 'HEAD']],
    ['/api/data/a/b', ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']],
    ['/api/data/', ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']],
    ['/api/database', []],
    ['/api/backups/x', []],
    ['/about', ['GET', 'HEAD']],
    ['/apiary', ['GET', 'HEAD']],
  ])('knows what %s takes', (path, methods) => {
    expect(methodsOf(path)).toEqual(methods);
  });
});

describe('parametersOf', () => {
  it.each([
    ['/api/data', LIST_PARAMETERS],
    ['/api/import', ['mode']],
    ['/api/data/quickdoc-42', []],
    ['/api/changes', ['since', 'prefix', 'where', 'include', 'snapshot', 'wait', 'limit']],
    ['/api/nothing', undefined],
    ['/', undefined],
  ])('knows what a query of %s may have', (path, names) => {
    expect(parametersOf(path)).toEqual(names);
  });
});

describe('isApiPath', () => {
  it('takes the prefix itself and what is below it, not what only starts alike', () => {
    expect(['/api', '/api/x', '/apiary', '/'].map(isApiPath)).toEqual([true, true, false, false]);
  });
});
