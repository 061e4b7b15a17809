import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { gatherFiles, SYSTEMS } from './files.ts';
import { notesOf, versionOfTag } from './notes.ts';

const changelog =
  '# Changelog\n\nText.\n\n## Unreleased\n\n- next\n\n## 1.2.3 (2026-11-23)\n\n- this\n- that\n\n## 1.2\n\n- old\n';

describe('the notes of a version', () => {
  it('are what stands under its heading', () => {
    expect(notesOf(changelog, '1.2.3')).toBe('- this\n- that');
    expect(notesOf(changelog, '1.2')).toBe('- old');
  });

  it('are missed, with what to do', () => {
    expect(() => notesOf(changelog, '1.2.4')).toThrow('CHANGELOG.md has nothing under "## 1.2.4"');
    expect(() => notesOf('## 1.2.4\n\n## 1.2.3\n', '1.2.4')).toThrow('nothing under');
  });

  it('belong to the version of package.json', () => {
    expect(versionOfTag('v1.2.3', '1.2.3')).toBe('1.2.3');
    expect(versionOfTag('v1.2.3-rc.1', '1.2.3-rc.1')).toBe('1.2.3-rc.1');
    expect(() => versionOfTag('v1.2.4', '1.2.3')).toThrow('The tag says 1.2.4, and package.json says 1.2.3');
    expect(() => versionOfTag('1.2.3', '1.2.3')).toThrow('it is v and the version, as in v1.2.3');
  });
});

describe('the files of a release', () => {
  let folder: string;
  const write = (path: string, text = path) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bimetal-release-'));
    for (const system of SYSTEMS) {
      const ending = system.startsWith('win32') ? '.exe' : '';
      write(`built/bimetal-${system}/bimetal${ending}`);
      write(`built/bimetal-${system}/bimetal.cdx.json`);
      write(`built/bimetal-${system}/symbols/.build-id/ab/cd.debug`);
    }
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('tell their version and system, and their checksums are right', () => {
    const to = join(folder, 'release');
    const names = gatherFiles('1.2.3', join(folder, 'built'), to);
    expect(names).toHaveLength(3 * SYSTEMS.length + 1);
    expect(names).toEqual(
      expect.arrayContaining([
        'bimetal-1.2.3-win32-x64.exe',
        'bimetal-1.2.3-linux-x64',
        'bimetal-1.2.3-darwin-arm64.cdx.json',
      ]),
    );
    const sums = readFileSync(join(to, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
    expect(sums).toHaveLength(3 * SYSTEMS.length);
    for (const line of sums) {
      const [sum, name] = line.split('  ') as [string, string];
      expect(
        createHash('sha256')
          .update(readFileSync(join(to, name)))
          .digest('hex'),
      ).toBe(sum);
    }
  });

  it.each(['bimetal', 'bimetal.cdx.json', 'symbols'])('are not gathered without the %s of a system', (name) => {
    rmSync(join(folder, 'built/bimetal-linux-arm64', name), { recursive: true });
    expect(() => gatherFiles('1.2.3', join(folder, 'built'), join(folder, 'release'))).toThrow(
      `bimetal-linux-arm64/${name} is missing`,
    );
  });
});
