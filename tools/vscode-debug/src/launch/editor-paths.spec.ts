import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EditorPaths } from './editor-paths.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'editor-paths-')));
const at = (path: string): string => join(root, path);
mkdirSync(at('real/src'), { recursive: true });
writeFileSync(at('real/src/a.ts'), '');
symlinkSync('real', at('link'));
symlinkSync('a.ts', at('real/src/b.ts'));
afterAll(() => rmSync(root, { recursive: true }));

it('names files behind a link as the editor does, once it has named one, or the folder', () => {
  for (const learned of ['link', 'link/src', 'link/src/a.ts', 'link/src/not-there.ts']) {
    const paths = new EditorPaths();
    expect(paths.nameOf(at('real/src/a.ts'))).toBe(at('real/src/a.ts'));
    paths.learn(at(learned));
    expect(paths.nameOf(at('real/src/a.ts'))).toBe(at('link/src/a.ts'));
    expect(paths.nameOf(at('link/src/a.ts'))).toBe(at('link/src/a.ts'));
    expect(paths.nameOf(at('realer/a.ts'))).toBe(at('realer/a.ts'));
  }
});

it('names a file that is itself a link', () => {
  const paths = new EditorPaths();
  paths.learn(at('real/src/b.ts'));
  expect(paths.nameOf(at('real/src/a.ts'))).toBe(at('real/src/b.ts'));
});

it('leaves alone what is no path', () => {
  const paths = new EditorPaths();
  paths.learn(at('link'));
  expect(paths.nameOf('node:fs')).toBe('node:fs');
});
