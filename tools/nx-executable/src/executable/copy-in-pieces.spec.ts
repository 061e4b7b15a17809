import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyInPieces } from './copy-in-pieces.ts';

describe('copying in pieces', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'copy-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([0, 1, 65_536, 300_001])('copies %d bytes', (length) => {
    const [source, target] = [join(folder, 'source'), join(folder, 'target')];
    writeFileSync(source, randomBytes(length));
    copyInPieces(source, target, 0o755);
    expect(readFileSync(target).equals(readFileSync(source))).toBe(true);
    if (process.platform !== 'win32') expect(statSync(target).mode & 0o700).toBe(0o700);
  });

  it('never writes into a file that is there', () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'kept');
    expect(() => copyInPieces(file, file, 0o755)).toThrow('EEXIST');
    expect(readFileSync(file, 'utf8')).toBe('kept');
  });
});
