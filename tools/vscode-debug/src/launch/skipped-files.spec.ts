import { skipping } from './skipped-files.ts';

const isSkipped = (url: string, skipFiles: string[]): boolean => skipping(skipFiles)(url);

const INTERNALS = ['<node_internals>/**'];

it('skips the scripts of Node, and no other', () => {
  expect(isSkipped('node:internal/modules/cjs/loader', INTERNALS)).toBe(true);
  expect(isSkipped('node:fs', INTERNALS)).toBe(true);
  expect(isSkipped('file:///w/node:fs.js', INTERNALS)).toBe(false);
  expect(isSkipped('file:///w/src/a.js', INTERNALS)).toBe(false);
  expect(isSkipped('node:fs', [])).toBe(false);
});

it('skips packages, but the one that is kept', () => {
  const skipFiles = [...INTERNALS, '**/node_modules/**', '!**/node_modules/mine/**'];
  expect(isSkipped('file:///w/node_modules/x/a.js', skipFiles)).toBe(true);
  expect(isSkipped('file:///w/node_modules/mine/a.js', skipFiles)).toBe(false);
  expect(isSkipped('file:///w/src/a.js', skipFiles)).toBe(false);
});

it('takes paths, and names of files', () => {
  expect(isSkipped('file:///my%20app/gen/a.js', ['/my app/gen/*.js'])).toBe(true);
  expect(isSkipped('file:///my%20app/gen/b/a.js', ['/my app/gen/*.js'])).toBe(false);
  expect(isSkipped('file:///w/b/a.gen.js', ['**/*.gen.js'])).toBe(true);
  expect(isSkipped('file:///w/b/xgen.js', ['**/?.gen.js'])).toBe(false);
});
