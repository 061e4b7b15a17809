import { seemsCompiledFrom } from './compiled-from.ts';

it.each([
  ['/w/src/a.js', '/w/src/a.ts'],
  ['/w/dist/a.js', '/w/src/a.ts'],
  ['/w/dist/data/a.mjs', '/w/src/data/a.mts'],
  ['/w/dist/src/a.js', '/w/src/a.ts'],
  ['/w/dist/apps/api/src/a.js', '/w/apps/api/src/a.ts'],
])('takes %s for what is made of %s', (script, source) => {
  expect(seemsCompiledFrom(script, source)).toBe(true);
});

it.each([
  ['/w/dist/b.js', '/w/src/a.ts'],
  ['/w/dist/other/a.js', '/w/src/data/a.ts'],
  ['/w/src/a.ts', '/w/src/a.ts'],
  ['/w/tools/x/dist/index.js', '/w/libs/y/src/index.ts'],
  ['/w/dist/a.js', '/w/src/a.js'],
])('does not take %s for what is made of %s', (script, source) => {
  expect(seemsCompiledFrom(script, source)).toBe(false);
});
