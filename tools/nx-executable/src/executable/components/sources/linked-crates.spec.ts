import { checksumsIn, usesIn } from './linked-crates.ts';

describe('the crates of a library', () => {
  it('are read from a tree that shows each crate once', () => {
    const uses = usesIn(
      [
        '0 addon v0.1.0 (/somewhere/addon)',
        '1 store v0.1.0 (/somewhere/store)',
        '2 libc v0.2.1',
        '1 futures v0.3.0',
        '2 libc v0.2.1',
        '1 store v0.1.0 (/somewhere/store) (*)',
        '',
      ].join('\n'),
    );
    expect([...uses].map(([id, used]) => [id, [...used]])).toEqual([
      ['addon 0.1.0', ['store 0.1.0', 'futures 0.3.0']],
      ['store 0.1.0', ['libc 0.2.1']],
      ['libc 0.2.1', []],
      ['futures 0.3.0', ['libc 0.2.1']],
    ]);
  });

  it('have the checksums of the lock file, but not those that are ours', () => {
    const lock = [
      'version = 4',
      '[[package]]\nname = "ours"\nversion = "0.1.0"\ndependencies = [\n "redb",\n]\n',
      '[[package]]\nname = "redb"\nversion = "4.6.0"\nsource = "registry+x"\nchecksum = "abcd"\n',
    ].join('\n');
    expect([...checksumsIn(lock)]).toEqual([['redb 4.6.0', 'abcd']]);
  });
});
