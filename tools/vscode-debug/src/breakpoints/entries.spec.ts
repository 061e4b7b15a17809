import { pathToFileURL } from 'node:url';
import { entriesFor } from './entries.ts';

const isStopped = (script: string, ...files: string[]): boolean =>
  entriesFor(files).some((pattern) =>
    new RegExp(pattern).test(script.startsWith('/') ? pathToFileURL(script).href : script),
  );

it('stops at the entries of scripts that may be required, once there are breakpoints', () => {
  expect(isStopped('/w/dist/a.js', '/w/src/a.ts')).toBe(true);
  expect(isStopped('/w/dist/main.cjs', '/w/src/a.ts')).toBe(true);
  expect(isStopped('/w/src/a.ts', '/w/src/a.ts')).toBe(true);
  expect(isStopped('/w/dist/a.js')).toBe(false);
});

it('leaves alone modules by their name, packages, and what is no file', () => {
  for (const script of [
    '/w/a.mjs',
    '/w/a.mts',
    '/w/node_modules/x/a.js',
    'node:internal/modules/cjs/loader',
    'evalmachine',
  ])
    expect(isStopped(script, '/w/src/a.ts')).toBe(false);
  expect(isStopped('file:///w/a.mjs?n=2', '/w/src/a.ts')).toBe(false);
});

it('stops at the entries of a package with breakpoints, and of no other', () => {
  const file = '/w/node_modules/@scope/x.y/src/a.ts';
  expect(isStopped('/w/node_modules/@scope/x.y/dist/a.js', file)).toBe(true);
  expect(isStopped('/w/node_modules/@scope/xzy/dist/a.js', file)).toBe(false);
});
