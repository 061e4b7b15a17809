import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compare } from './compare.ts';

describe('comparing two builds', () => {
  let root: string;
  const differencesOf = (one: Record<string, string>, other: Record<string, string>, paths: string[]) => {
    for (const [name, files] of Object.entries({ one, other })) {
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, name, file)), { recursive: true });
        writeFileSync(join(root, name, file), text);
      }
    }
    return compare(join(root, 'one'), join(root, 'other'), paths);
  };

  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'compare-'))));
  afterEach(() => rmSync(root, { recursive: true }));

  it('finds nothing in equal files and folders', () => {
    const files = { 'dist/app': 'x', 'dist/symbols/a/b': 'y', 'dist/unrelated': 'z' };
    expect(differencesOf(files, { ...files, 'dist/unrelated': 'other' }, ['dist/app', 'dist/symbols'])).toEqual({
      compared: ['dist/app', 'dist/symbols/a/b'],
      differences: [],
    });
  });

  it('shows where two files begin to differ', () => {
    const { differences } = differencesOf({ app: 'built in /one\0end' }, { app: 'built in /other\0end' }, ['app']);
    expect(differences).toEqual([
      {
        file: 'app',
        how: [
          'differs: 17 and 19 bytes, 8 of them not the same, from offset 11',
          '  built in /one.end',
          '  built in /other.end',
        ].join('\n'),
      },
    ]);
  });

  it('names what is missing in one of them, or in both', () => {
    const { differences } = differencesOf({ 'symbols/a': '' }, { 'symbols/b': '' }, ['symbols', 'nowhere']);
    expect(differences).toEqual([
      { file: 'nowhere', how: 'is in neither of them' },
      { file: 'symbols/a', how: `is missing in ${join(root, 'other')}` },
      { file: 'symbols/b', how: `is missing in ${join(root, 'one')}` },
    ]);
  });
});
