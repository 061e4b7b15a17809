import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { type BuildStamp, isUpToDate, sourcesNow, writeStamp } from './build-stamp.ts';

const stamp: BuildStamp = {
  file: '.nx/stamp.json',
  sources: ['libs', 'nx.json'],
  outputs: ['libs/a/dist'],
  required: ['libs/a/dist/index.js'],
};

describe('build stamp', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'bimetal-stamp-'));
    write('libs/a/src/index.ts', 'one');
    write('nx.json', '{}');
    write('libs/a/dist/index.js', 'one');
    writeStamp(root, stamp, sourcesNow(root, stamp));
  });

  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  it('is up to date when nothing changed', () => {
    expect(isUpToDate(root, stamp)).toBe(true);
  });

  it.each([
    ['an edited source', () => write('libs/a/src/index.ts', 'other')],
    ['a touched source', () => utimesSync(join(root, 'libs/a/src/index.ts'), 1, 1)],
    ['a new source', () => write('libs/a/src/new.ts', '')],
    ['a removed source', () => rmSync(join(root, 'libs/a/src/index.ts'))],
    ['a changed root file', () => write('nx.json', '{"a":1}')],
    ['a changed output', () => write('libs/a/dist/index.js', 'truncated')],
    ['a missing required output', () => rmSync(join(root, 'libs/a/dist'), { recursive: true })],
    ['a missing stamp', () => rmSync(join(root, '.nx'), { recursive: true })],
  ])('sees %s', (_what, change) => {
    change();
    expect(isUpToDate(root, stamp)).toBe(false);
  });

  it.each([
    ['a spec', 'libs/a/src/index.spec.ts'],
    ['an installed package', 'libs/a/node_modules/b/index.js'],
    ['the compiler’s own notes', 'libs/a/dist/tsconfig.tsbuildinfo'],
    ['a test report', 'libs/a/test-output/jest.json'],
  ])('does not look at %s', (_what, path) => {
    write(path, 'new');
    expect(isUpToDate(root, stamp)).toBe(true);
  });

  it('accepts an output that was written anew with the same content', () => {
    write('libs/a/dist/index.js', 'one');
    utimesSync(join(root, 'libs/a/dist/index.js'), 1, 1);
    expect(isUpToDate(root, stamp)).toBe(true);
  });

  it('sees an edit that was made while it was building', () => {
    const before = sourcesNow(root, stamp);
    write('libs/a/src/index.ts', 'edited meanwhile');
    writeStamp(root, stamp, before);
    expect(isUpToDate(root, stamp)).toBe(false);
  });
});
