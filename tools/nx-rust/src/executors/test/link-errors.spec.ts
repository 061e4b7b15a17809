import { LinkErrors } from './link-errors.ts';

function read(lines: string[]): { said: string[]; advice: string | undefined } {
  const said: string[] = [];
  const errors = new LinkErrors((line) => said.push(line));
  for (const line of lines) errors.read(line);
  return { said, advice: errors.end() };
}

const LINKING = '\x1b[1m\x1b[91merror\x1b[0m: linking with `cc` failed: exit status: 1';

describe('what the linker says of tests', () => {
  it('is one sentence when Node-API is not there', () => {
    const { said, advice } = read([
      '   Compiling addon v0.1.0',
      LINKING,
      '  = note: rust-lld: error: undefined symbol: napi_create_function',
      '          >>> referenced by lib.rs',
      '',
      'error: could not compile `addon` (lib test) due to 1 previous error',
    ]);
    expect(said).toEqual([
      '   Compiling addon v0.1.0',
      'error: could not compile `addon` (lib test) due to 1 previous error',
    ]);
    expect(advice).toContain('"dyn-symbols"');
  });

  it('passes when something else is missing', () => {
    const lines = [
      LINKING,
      '  = note: ld: cannot find -lssl: No such file or directory',
      'error: could not compile `a`',
    ];
    expect(read(lines)).toEqual({ said: lines, advice: undefined });
  });

  it('passes when cargo ends in the middle of it', () => {
    expect(read([LINKING]).said).toEqual([LINKING]);
  });
});
