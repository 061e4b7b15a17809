import { join } from 'node:path';

import { testPrograms, testTargetOf } from './cargo-test-program.ts';
import { workspaceRoot } from './workspace.ts';

const store = join(workspaceRoot, 'native/store');

describe('the test program of a Rust file', () => {
  it.each([
    ['src/key.rs', ['--lib']],
    ['src/engine/anything.rs', ['--lib']],
    ['tests/poison.rs', ['--test', 'poison']],
    // A module that several programs share belongs to none in particular.
    ['tests/engines/mod.rs', ['--tests']],
  ])('is found for %s', (file, args) => {
    expect(testTargetOf(join(store, file))).toEqual({ crate: store, args });
  });

  it('is not looked for outside of a crate, or for another language', () => {
    expect(testTargetOf('/no/such/folder/a.rs')).toBeUndefined();
    expect(testTargetOf(join(store, 'Cargo.toml'))).toBeUndefined();
  });

  it('is read from what cargo reports', () => {
    const lines = [
      { reason: 'compiler-artifact', executable: null, profile: { test: false } },
      { reason: 'compiler-artifact', executable: '/t/debug/deps/poison-1', profile: { test: true } },
      { reason: 'compiler-artifact', executable: '/t/debug/tool', profile: { test: false } },
      { reason: 'build-finished', success: true },
    ];
    expect(testPrograms(lines.map((line) => JSON.stringify(line)).join('\n'))).toEqual(['/t/debug/deps/poison-1']);
  });
});
