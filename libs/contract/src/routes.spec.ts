import { isApiPath, methodsOf, paths } from './routes.js';

describe('paths', () => {
  it('escapes the characters of a key that mean something in a path', () => {
    expect(paths.document('a/b?c#%-42')).toBe('/api/data/a%2Fb%3Fc%23%25-42');
  });

  it('leaves an ordinary key readable', () => {
    expect(paths.document('quickdoc-42')).toBe('/api/data/quickdoc-42');
  });
});

describe('methodsOf', () => {
  it.each([
    ['/api/data', ['GET', 'HEAD']],
    ['/api/data/quickdoc-42', ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']],
    ['/api/health/ready', ['GET', 'HEAD']],
    ['/api/backups', ['POST']],
    ['/api/nothing', []],
    ['/api/data/', []],
    ['/api/data/a/b', []],
    ['/about', ['GET', 'HEAD']],
    ['/apiary', ['GET', 'HEAD']],
  ])('knows what %s takes', (path, methods) => {
    expect(methodsOf(path)).toEqual(methods);
  });
});

describe('isApiPath', () => {
  it('takes the prefix itself and what is below it, not what only starts alike', () => {
    expect(['/api', '/api/x', '/apiary', '/'].map(isApiPath)).toEqual([true, true, false, false]);
  });
});
