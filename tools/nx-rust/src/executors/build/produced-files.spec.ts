import { producedFiles } from './produced-files.ts';

const MANIFEST = '/w/crates/one/Cargo.toml';

function message(target: object, more: object = {}): string {
  return JSON.stringify({ reason: 'compiler-artifact', manifest_path: MANIFEST, target, ...more });
}

describe('what a message of cargo adds to the results', () => {
  it('is the program, not the test that is compiled from it', () => {
    expect(producedFiles(message({ kind: ['bin'] }, { executable: '/t/one' }), MANIFEST)).toEqual(['/t/one']);
    expect(producedFiles(message({ kind: ['bin'] }, { executable: null }), MANIFEST)).toEqual([]);
  });

  it('is the library that other programs load, without what only cargo reads', () => {
    const line = message({ kind: ['cdylib', 'rlib'] }, { filenames: ['/t/libone.so', '/t/libone.rlib'] });
    expect(producedFiles(line, MANIFEST)).toEqual(['/t/libone.so']);
    expect(producedFiles(message({ kind: ['lib'] }, { filenames: ['/t/libone.rlib'] }), MANIFEST)).toEqual([]);
  });

  it('is nothing for other packages, other messages, and lines that are none', () => {
    const other = message({ kind: ['bin'] }, { executable: '/t/two', manifest_path: '/w/crates/two/Cargo.toml' });
    expect(producedFiles(other, MANIFEST)).toEqual([]);
    expect(producedFiles('{"reason":"build-finished","success":true}', MANIFEST)).toEqual([]);
    expect(producedFiles('printed by a build script', MANIFEST)).toEqual([]);
  });
});
