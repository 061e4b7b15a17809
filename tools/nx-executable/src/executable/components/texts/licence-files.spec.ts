import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { licenceFilesIn, tidy } from './licence-files.ts';

describe('the licence files of a package', () => {
  let folder: string;
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const titles = () => licenceFilesIn(folder).map(({ title }) => title);

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'licences-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are found under every usual name, with notices', () => {
    const names = ['COPYING', 'LICENCE', 'LICENSE-MIT', 'LICENSES/MIT.txt', 'NOTICE.md', 'UNLICENSE', 'license.txt'];
    for (const name of names) write(name, name);
    expect(titles()).toEqual(names);
  });

  it('are not code, data or texts about something else, nor empty', () => {
    write('LICENSE', '\n');
    for (const name of ['license.js', 'licenses.json', 'README.md', 'index.js']) write(name, name);
    expect(titles()).toEqual([]);
  });

  it('may be one more that the manifest names', () => {
    write('docs/terms', 'be kind');
    expect(licenceFilesIn(folder, 'docs/terms')).toEqual([{ title: 'docs/terms', text: 'be kind' }]);
  });

  it('are the same whatever the line ends and the spaces at the ends', () => {
    expect(tidy('\uFEFF\r\n  one \r\n\r\ntwo\t\n\n')).toBe('  one\n\ntwo');
  });
});
