import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { filledFolder } from './private-folder.ts';

describe('a private folder', () => {
  let parent: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'private-folder-'));
  });
  afterEach(() => {
    rmSync(parent, { recursive: true });
  });

  it('is filled the first time only', () => {
    let times = 0;
    const fill = (folder: string): void => writeFileSync(join(folder, 'times'), String(++times));
    const folder = filledFolder('program', fill, parent);
    expect(filledFolder('program', fill, parent)).toBe(folder);
    expect(readFileSync(join(folder, 'times'), 'utf8')).toBe('1');
    expect(readdirSync(parent)).toEqual(['program']);
  });

  it('is not there after an installation that failed, and can be filled again', () => {
    const fail = (folder: string): void => {
      writeFileSync(join(folder, 'half'), '');
      throw new Error('the network is down');
    };
    expect(() => filledFolder('program', fail, parent)).toThrow('the network is down');
    expect(readdirSync(parent)).toEqual([]);
    expect(existsSync(filledFolder('program', () => undefined, parent))).toBe(true);
  });

  it('is the one of whoever was faster', () => {
    const folder = join(parent, 'program');
    const filled = filledFolder(
      'program',
      (unfinished) => {
        writeFileSync(join(unfinished, 'by'), 'us');
        filledFolder('program', (other) => writeFileSync(join(other, 'by'), 'another'), parent);
      },
      parent,
    );
    expect(filled).toBe(folder);
    expect(readFileSync(join(folder, 'by'), 'utf8')).toBe('another');
  });
});
