import { cacheControlOf } from './page-headers.js';

describe('cacheControlOf', () => {
  it.each(['main-5XK2VWQ7.js', 'chunk-ABCDEFGH.js.map', 'media/inter-QWERTY12.woff2', 'styles-5INURTSO.css'])(
    'keeps %s for ever',
    (path) => {
      expect(cacheControlOf(path)).toContain('immutable');
    },
  );

  it.each(['index.html', 'favicon.ico', 'main.js', 'my-document.json', 'some-lowercase.js'])(
    'asks for %s again',
    (path) => {
      expect(cacheControlOf(path)).toBe('no-cache');
    },
  );
});
